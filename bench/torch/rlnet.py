"""RLNet in PyTorch, as a peer would write it: torchvision's ResNet, attention in every block, LSTM, classifier.

Parameter names are those of Touchline's weight files, so `load_state_dict(strict=True)` takes them as they are.
"""

import torch
from torch import nn
from torchvision.models.resnet import BasicBlock, Bottleneck, ResNet


class ChannelGate(nn.Module):
    """CBAM: sigmoid(MLP(mean) + MLP(max)). C-CBAM (`joint`): sigmoid(MLP([max; mean]))."""

    def __init__(self, channels: int, joint: bool, reduction: int = 16):
        super().__init__()
        self.joint = joint
        self.fc0 = nn.Linear((2 if joint else 1) * channels, channels // reduction)
        self.fc1 = nn.Linear(channels // reduction, channels)

    def score(self, pooled: torch.Tensor) -> torch.Tensor:
        return self.fc1(torch.relu(self.fc0(pooled)))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        mean = x.mean(dim=(2, 3))
        largest = x.amax(dim=(2, 3))
        if self.joint:
            score = self.score(torch.cat((largest, mean), dim=1))
        else:
            score = self.score(mean) + self.score(largest)
        return x * torch.sigmoid(score)[:, :, None, None]


class SpatialGate(nn.Module):
    """sigmoid(BN(conv 7x7 ([max; mean] over channels)))."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(2, 1, kernel_size=7, padding=3, bias=False)
        self.bn = nn.BatchNorm2d(1, momentum=0.01)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        pooled = torch.cat((x.amax(dim=1, keepdim=True), x.mean(dim=1, keepdim=True)), dim=1)
        return x * torch.sigmoid(self.bn(self.conv(pooled)))


class Gates(nn.Module):
    def __init__(self, channels: int, joint: bool):
        super().__init__()
        self.channel = ChannelGate(channels, joint)
        self.spatial = SpatialGate()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.spatial(self.channel(x))


class GatedBottleneck(Bottleneck):
    joint = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.attention = Gates(self.bn3.num_features, self.joint)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        shortcut = x if self.downsample is None else self.downsample(x)
        y = self.relu(self.bn1(self.conv1(x)))
        y = self.relu(self.bn2(self.conv2(y)))
        return self.relu(self.attention(self.bn3(self.conv3(y))) + shortcut)


class JointlyGatedBottleneck(GatedBottleneck):
    joint = True


class GatedBasicBlock(BasicBlock):
    joint = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.attention = Gates(self.bn2.num_features, self.joint)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        shortcut = x if self.downsample is None else self.downsample(x)
        y = self.relu(self.bn1(self.conv1(x)))
        return self.relu(self.attention(self.bn2(self.conv2(y))) + shortcut)


class JointlyGatedBasicBlock(GatedBasicBlock):
    joint = True


BOTTLENECKS = {'none': Bottleneck, 'cbam': GatedBottleneck, 'c-cbam': JointlyGatedBottleneck}
BASIC_BLOCKS = {'none': BasicBlock, 'cbam': GatedBasicBlock, 'c-cbam': JointlyGatedBasicBlock}
BACKBONES = {'resnet18': (BASIC_BLOCKS, [2, 2, 2, 2]), 'resnet34': (BASIC_BLOCKS, [3, 4, 6, 3]), 'resnet50': (BOTTLENECKS, [3, 4, 6, 3])}


class RLNet(nn.Module):
    """Clips [clips, frames, 3, rows, columns] to scores [clips, classes]."""

    def __init__(
        self, classes: int, attention: str = 'c-cbam', hidden: int = 512, dropout: float = 0.5, backbone: str = 'resnet50'
    ):
        super().__init__()
        blocks, depths = BACKBONES[backbone]
        self.backbone = ResNet(blocks[attention], depths)
        features = self.backbone.fc.in_features
        self.backbone.fc = nn.Identity()
        self.lstm = nn.LSTM(features, hidden, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.fc = nn.Linear(hidden, classes)

    def forward(self, clips: torch.Tensor) -> torch.Tensor:
        count, frames = clips.shape[:2]
        images = clips.flatten(0, 1)
        if self.backbone.conv1.weight.is_contiguous(memory_format=torch.channels_last):
            images = images.contiguous(memory_format=torch.channels_last)
        states, _ = self.lstm(self.backbone(images).view(count, frames, -1))
        return self.fc(self.dropout(states[:, -1]))
