"""Makes test/fixtures/recurrent-reference.json: small recurrent networks and their parts in PyTorch, with the formula's weights.

Run:  python recurrent_reference.py OUT.json          (needs torch, torchvision, numpy)

Weights and inputs are those of formula.ts with seed 0. Everything is computed in float64. The networks for single frames are
torchvision's with a sixteenth of their channels. Sizes are such that PyTorch's own float32 stays near its float64: deep networks with
norms over few values pass rounding on, and ResNet-50 stands here as ResNet-18, which is built of the same code.
"""

import json
import sys

import torch
import torchvision
from torch import nn
from torch.nn import functional

from formula import fill, formula, summary

CLASSES = 3


def narrow(model, factor=16):
    """The same network with fewer channels; the 1000 scores stay."""

    def less(count):
        return count if count in (3, 1000) else count // factor

    for name, module in list(model.named_modules()):
        parent, _, own = name.rpartition(".")
        new = None
        if isinstance(module, nn.Conv2d):
            geometry = (module.kernel_size, module.stride, module.padding)
            new = nn.Conv2d(less(module.in_channels), less(module.out_channels), *geometry, bias=module.bias is not None)
        elif isinstance(module, nn.BatchNorm2d):
            new = nn.BatchNorm2d(less(module.num_features), eps=module.eps)
        elif isinstance(module, nn.Linear):
            new = nn.Linear(less(module.in_features), less(module.out_features))
        elif isinstance(module, nn.Dropout):
            new = nn.Identity()
        if new is not None:
            setattr(model.get_submodule(parent), own, new)
    return model


def alexnet(reads):
    model = narrow(torchvision.models.alexnet(weights=None))
    if reads == "features":
        model.classifier = model.classifier[:-1]
    return model


def inception():
    model = narrow(torchvision.models.inception_v3(weights=None, init_weights=False, aux_logits=False))
    model.fc = nn.Identity()
    return model


def resnet18():
    model = narrow(torchvision.models.resnet18(weights=None))
    model.fc = nn.Identity()
    return model


class AdditiveAttention(nn.Module):
    """tanh(W h + b) · v, a softmax over time, the weighed sum of the states."""

    def __init__(self, values):
        super().__init__()
        self.projection = nn.Linear(values, values)
        self.score = nn.Linear(values, 1, bias=False)

    def forward(self, states):
        weights = torch.softmax(self.score(torch.tanh(self.projection(states))), 1)
        return (weights * states).sum(1)


class Recurrent(nn.Module):
    def __init__(self, backbone, values, hidden, layers, bidirectional, readout):
        super().__init__()
        self.backbone, self.readout = backbone, readout
        self.lstm = nn.LSTM(values, hidden, layers, batch_first=True, bidirectional=bidirectional)
        states = hidden * (2 if bidirectional else 1)
        if readout == "attention":
            self.attention = AdditiveAttention(states)
        self.fc = nn.Linear(states, CLASSES)

    def forward(self, clips):
        vectors = self.backbone(clips.flatten(0, 1)).unflatten(0, clips.shape[:2])
        states = self.lstm(vectors)[0]
        if self.readout == "last":
            return self.fc(states[:, -1])
        if self.readout == "attention":
            return self.fc(self.attention(states))
        return self.fc(states).mean(1)


def network(model, clips, side, names):
    """Logits; the loss against labels 0, 1, 2, 0, … and gradients of some parameters, in evaluation and in training."""
    fill(model)
    count, frames = clips
    x = formula("input.clips", (count, frames, 3, side, side), "input")
    parameters = dict(model.named_parameters())

    def learn(training):
        model.train(training).zero_grad()
        logits = model(x)
        loss = functional.cross_entropy(logits, torch.arange(count) % CLASSES)
        loss.backward()
        return logits, {"loss": loss.item(), "gradients": {name: summary(parameters[name].grad) for name in names}}

    logits, evaluation = learn(False)
    _, training = learn(True)
    return {
        "clips": [count, frames, side, side],
        "parameters": sum(value.numel() for value in parameters.values()),
        "logits": summary(logits),
        "evaluation": evaluation,
        "training": training,
    }


def part(name, module, shape):
    """Of one module called `name`: output, and the gradients of sum(output · probe)."""
    whole = nn.Module()
    setattr(whole, name, module)
    fill(whole)
    x = formula("input.states", shape, "input").requires_grad_()
    output = module(x)
    output = output[0] if isinstance(output, tuple) else output
    (output * formula("probe", tuple(output.shape), "input")).sum().backward()
    gradients = {f"{name}.{own}": summary(value.grad) for own, value in module.named_parameters()}
    return {"output": summary(output), "gradients": {"input": summary(x.grad), **gradients}}


torch.set_num_threads(2)
out = {
    "lstm": part("lstm", nn.LSTM(5, 4, 2, batch_first=True, bidirectional=True), (3, 6, 5)),
    "attention": part("attention", AdditiveAttention(8), (3, 6, 8)),
    "db-lstm": network(
        Recurrent(alexnet("scores"), 1000, 6, 2, True, "last"),
        (3, 4),
        70,
        [
            *("backbone.features.0.weight", "backbone.features.0.bias", "backbone.features.10.weight"),
            *("backbone.classifier.1.weight", "backbone.classifier.6.bias"),
            *("lstm.weight_ih_l0", "lstm.weight_hh_l0_reverse", "lstm.weight_ih_l1_reverse", "lstm.bias_hh_l1", "fc.weight"),
        ],
    ),
    "cnn-lstm": network(
        Recurrent(alexnet("features"), 256, 6, 1, False, "mean-of-scores"),
        (3, 2),
        260,
        ["backbone.features.3.weight", "backbone.features.8.bias", "backbone.classifier.4.weight", "lstm.weight_hh_l0", "fc.bias"],
    ),
    "inception-bilstm-attention": network(
        Recurrent(inception(), 128, 6, 1, True, "attention"),
        (6, 4),
        107,
        [
            *("backbone.Conv2d_1a_3x3.conv.weight", "backbone.Conv2d_2b_3x3.bn.weight", "backbone.Mixed_5b.branch5x5_2.conv.weight"),
            *("backbone.Mixed_5d.branch_pool.conv.weight", "backbone.Mixed_6a.branch3x3dbl_3.bn.bias"),
            *("backbone.Mixed_6c.branch7x7dbl_3.conv.weight", "backbone.Mixed_6e.branch7x7_3.conv.weight"),
            *("backbone.Mixed_7a.branch7x7x3_4.conv.weight", "backbone.Mixed_7b.branch3x3_2a.conv.weight"),
            *("backbone.Mixed_7c.branch3x3dbl_3b.bn.weight", "backbone.Mixed_7c.branch_pool.bn.bias"),
            *("lstm.weight_ih_l0_reverse", "attention.projection.weight", "attention.projection.bias", "attention.score.weight"),
        ],
    ),
    "deep-temporal-lstm": network(
        Recurrent(resnet18(), 32, 6, 3, False, "last"),
        (3, 4),
        64,
        ["backbone.conv1.weight", "backbone.layer2.0.downsample.0.weight", "backbone.layer4.1.bn2.weight", "lstm.weight_ih_l2", "fc.weight"],
    ),
}
with open(sys.argv[1], "w") as file:
    json.dump(out, file, indent=1)
    file.write("\n")
