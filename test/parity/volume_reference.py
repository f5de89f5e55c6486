"""Makes test/fixtures/volume-reference.json: small networks over space and time in PyTorch, with the formula's weights.

Run:  python volume_reference.py OUT.json          (needs torch, torchvision, numpy)

Weights and inputs are those of formula.ts with seed 0. Everything is computed in float64.
"""

import json
import sys

import torch
from torch import nn
from torch.nn import functional
from torchvision.models.video.resnet import BasicBlock, BasicStem, Conv3DSimple, VideoResNet

from formula import fill, formula, summary


class Bottleneck(nn.Module):
    def __init__(self, input_channels, channels, stride):
        super().__init__()
        output = 4 * channels
        self.conv1, self.bn1 = nn.Conv3d(input_channels, channels, 1, bias=False), nn.BatchNorm3d(channels)
        self.conv2 = nn.Conv3d(channels, channels, 3, stride, 1, bias=False)
        self.bn2 = nn.BatchNorm3d(channels)
        self.conv3, self.bn3 = nn.Conv3d(channels, output, 1, bias=False), nn.BatchNorm3d(output)
        self.downsample = nn.Identity()
        if stride != 1 or input_channels != output:
            shortcut = nn.Conv3d(input_channels, output, 1, stride, bias=False)
            self.downsample = nn.Sequential(shortcut, nn.BatchNorm3d(output))

    def forward(self, x):
        y = functional.relu(self.bn1(self.conv1(x)))
        y = functional.relu(self.bn2(self.conv2(y)))
        return functional.relu(self.bn3(self.conv3(y)) + self.downsample(x))


class Hara50(nn.Module):
    def __init__(self, width, classes):
        super().__init__()
        self.conv1 = nn.Conv3d(3, width, 7, (1, 2, 2), 3, bias=False)
        self.bn1 = nn.BatchNorm3d(width)
        channels = width
        for stage, depth in enumerate((3, 4, 6, 3)):
            blocks = []
            for index in range(depth):
                blocks.append(Bottleneck(channels, width * 2**stage, 2 if stage > 0 and index == 0 else 1))
                channels = 4 * width * 2**stage
            setattr(self, f"layer{stage + 1}", nn.Sequential(*blocks))
        self.fc = nn.Linear(channels, classes)

    def forward(self, x):
        x = functional.max_pool3d(functional.relu(self.bn1(self.conv1(x))), 3, 2, 1)
        return self.fc(self.layer4(self.layer3(self.layer2(self.layer1(x)))).mean((2, 3, 4)))


class SmallR3d18(VideoResNet):
    """torchvision's r3d_18 with fewer channels."""

    def __init__(self, width, classes):
        super().__init__(BasicBlock, [Conv3DSimple] * 4, [2, 2, 2, 2], BasicStem)
        self.stem = nn.Sequential(nn.Conv3d(3, width, (3, 7, 7), (1, 2, 2), (1, 3, 3), bias=False), nn.BatchNorm3d(width), nn.ReLU())
        self.inplanes = width
        for stage in range(4):
            layer = self._make_layer(BasicBlock, Conv3DSimple, width * 2**stage, 2, stride=1 if stage == 0 else 2)
            setattr(self, f"layer{stage + 1}", layer)
        self.fc = nn.Linear(8 * width, classes)


class C3d(nn.Module):
    def __init__(self, width, hidden, places, classes):
        super().__init__()
        plan = {"1": (3, 1), "2": (1, 2), "3a": (2, 4), "3b": (4, 4), "4a": (4, 8), "4b": (8, 8), "5a": (8, 8), "5b": (8, 8)}
        for name, (given, made) in plan.items():
            setattr(self, f"conv{name}", nn.Conv3d(3 if name == "1" else given * width, made * width, 3, padding=1))
        self.fc6, self.fc7 = nn.Linear(8 * width * places, hidden), nn.Linear(hidden, hidden)
        self.fc8 = nn.Linear(hidden, classes)

    def forward(self, x):
        for group, pool in (("1", (1, 2, 2)), ("2", 2), ("3a 3b", 2), ("4a 4b", 2), ("5a 5b", 2)):
            for name in group.split():
                x = functional.relu(getattr(self, f"conv{name}")(x))
            x = functional.max_pool3d(x, pool, padding=(0, 1, 1) if group == "5a 5b" else 0)
        return self.fc8(functional.relu(self.fc7(functional.relu(self.fc6(x.flatten(1))))))


def entry(model, shape, names):
    """Logits in evaluation; then, in training, the loss against labels 0, 1, 2, 0, … and gradients of some parameters."""
    fill(model).eval()
    clips = formula("input.clips", shape, "input")
    with torch.no_grad():
        logits = model(clips)
    loss = functional.cross_entropy(model.train()(clips), torch.arange(shape[0]) % 3)
    loss.backward()
    parameters = dict(model.named_parameters())
    return {
        "clips": [shape[axis] for axis in (0, 2, 3, 4)],
        "parameters": sum(value.numel() for value in parameters.values()),
        "logits": summary(logits),
        "training_loss": loss.item(),
        "gradients": {name: summary(parameters[name].grad) for name in names},
    }


torch.set_num_threads(2)
out = {
    "c3d": entry(C3d(4, 24, 9, 3), (2, 3, 16, 64, 64), ["conv1.weight", "conv1.bias", "conv4a.weight", "conv5b.bias", "fc6.weight", "fc8.bias"]),
    "r3d-18": entry(
        SmallR3d18(4, 3),
        (3, 3, 9, 56, 56),
        ["stem.0.weight", "stem.1.bias", "layer1.1.conv2.0.weight", "layer2.0.downsample.0.weight", "layer3.0.conv1.0.weight", "layer4.1.conv2.1.weight", "fc.weight"],
    ),
    "r3d-50": entry(
        Hara50(4, 3),
        (8, 3, 9, 56, 56),
        ["conv1.weight", "bn1.bias", "layer1.0.downsample.0.weight", "layer2.0.conv2.weight", "layer3.5.conv3.weight", "layer4.2.bn2.weight", "fc.weight"],
    ),
}
with open(sys.argv[1], "w") as file:
    json.dump(out, file, indent=1)
    file.write("\n")
