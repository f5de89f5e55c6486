"""One training step of RLNet C-CBAM in PyTorch: forward, loss, backward, Adam. Settings come as JSON."""

import json
import sys

import torch
from torch.nn import functional as F

from contender import serve
from rlnet import RLNet

settings = json.loads(sys.argv[1])
torch.set_num_threads(settings['threads'])
torch.manual_seed(0)

model = RLNet(settings['classes'], settings['attention']).train()
if settings['channelsLast']:
    model = model.to(memory_format=torch.channels_last)
adam = torch.optim.Adam(model.parameters(), lr=1e-4)
side = settings['size']
clips = torch.randn(settings['clips'], settings['frames'], 3, side, side)
labels = torch.arange(settings['clips']) % settings['classes']


def step() -> float:
    adam.zero_grad(set_to_none=True)
    with torch.autocast('cpu', dtype=torch.bfloat16, enabled=settings['bfloat16']):
        scores = model(clips)
        loss = F.cross_entropy(scores, labels)
    loss.backward()
    adam.step()
    return loss.item()


serve(step, {'torch': torch.__version__, 'threads': torch.get_num_threads()})
