"""Systems that the paper compares in PyTorch: a training step with Adam, or a prediction. Settings come as JSON."""

import json
import sys

import torch
from torch import nn
from torch.nn import functional as F
from torchvision.models import alexnet, inception_v3
from torchvision.models.video import r3d_18

from contender import serve


class C3D(nn.Module):
    """Tran et al. 2015 for clips of 16 frames of 112 x 112."""

    def __init__(self, classes: int):
        super().__init__()
        layers: list[nn.Module] = []
        channels = 3
        for group, pool in (([64], (1, 2, 2)), ([128], 2), ([256, 256], 2), ([512, 512], 2), ([512, 512], 2)):
            for output in group:
                layers += [nn.Conv3d(channels, output, 3, padding=1), nn.ReLU(inplace=True)]
                channels = output
            layers.append(nn.MaxPool3d(pool))
        layers[-1] = nn.MaxPool3d(2, padding=(0, 1, 1))
        hidden = 4096
        for inputs in (512 * 16, hidden):
            layers += [nn.Flatten(), nn.Linear(inputs, hidden), nn.ReLU(inplace=True), nn.Dropout()]
        self.layers = nn.Sequential(*layers, nn.Linear(hidden, classes))

    def forward(self, clips: torch.Tensor) -> torch.Tensor:
        return self.layers(clips)


class Recurrent(nn.Module):
    """A network for single frames, an LSTM over them; attention over time, or the mean of the scores."""

    def __init__(self, backbone: nn.Module, values: int, hidden: int, attends: bool, classes: int):
        super().__init__()
        self.backbone = backbone
        self.lstm = nn.LSTM(values, hidden, batch_first=True, bidirectional=attends)
        states = 2 * hidden if attends else hidden
        self.attention = nn.Sequential(nn.Linear(states, states), nn.Tanh(), nn.Linear(states, 1, bias=False)) if attends else None
        self.fc = nn.Sequential(nn.Dropout(), nn.Linear(states, classes))

    def forward(self, clips: torch.Tensor) -> torch.Tensor:
        frames = clips.transpose(1, 2)
        states = self.lstm(self.backbone(frames.flatten(0, 1)).unflatten(0, frames.shape[:2]))[0]
        if self.attention is None:
            return self.fc(states).mean(1)
        return self.fc((torch.softmax(self.attention(states), 1) * states).sum(1))


def cnn_lstm(classes: int) -> nn.Module:
    backbone = alexnet(weights=None)
    backbone.classifier = backbone.classifier[:-1]
    return Recurrent(backbone, 4096, 256, False, classes)


def inception_attention(classes: int) -> nn.Module:
    backbone = inception_v3(weights=None, init_weights=False, aux_logits=False)
    backbone.fc = backbone.dropout = nn.Identity()
    return Recurrent(backbone, 2048, 512, True, classes)


networks = {
    'c3d': C3D,
    'r3d-18': lambda classes: r3d_18(num_classes=classes),
    'cnn-lstm': cnn_lstm,
    'inception-bilstm-attention': inception_attention,
}

settings = json.loads(sys.argv[1])
torch.set_num_threads(settings['threads'])
torch.manual_seed(0)

classes, side = settings['classes'], settings['size']
model = networks[settings['network']](classes)
clips = torch.randn(settings['clips'], 3, settings['frames'], side, side)
labels = torch.arange(settings['clips']) % classes
adam = torch.optim.Adam(model.parameters(), lr=1e-4)


def train() -> float:
    adam.zero_grad(set_to_none=True)
    loss = F.cross_entropy(model(clips), labels)
    loss.backward()
    adam.step()
    return loss.item()


@torch.inference_mode()
def predict() -> list:
    return model(clips).tolist()


training = settings['task'] == 'training'
model.train(training)
serve(train if training else predict, {'torch': torch.__version__, 'threads': torch.get_num_threads()})
