"""C3D and torchvision's R3D-18 in PyTorch: a training step with Adam, or a prediction. Settings come as JSON."""

import json
import sys

import torch
from torch import nn
from torch.nn import functional as F
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


settings = json.loads(sys.argv[1])
torch.set_num_threads(settings['threads'])
torch.manual_seed(0)

classes, side = settings['classes'], settings['size']
model = C3D(classes) if settings['network'] == 'c3d' else r3d_18(num_classes=classes)
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
