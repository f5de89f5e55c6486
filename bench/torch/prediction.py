"""RLNet in PyTorch on clips, in evaluation mode. Settings come as JSON."""

import json
import sys

import torch

from contender import serve
from rlnet import RLNet

settings = json.loads(sys.argv[1])
torch.set_num_threads(settings['threads'])
torch.manual_seed(0)

model = RLNet(settings['classes'], settings['attention']).eval()
if settings['channelsLast']:
    model = model.to(memory_format=torch.channels_last)
side = settings['size']
clips = torch.randn(settings['clips'], settings['frames'], 3, side, side)


@torch.inference_mode()
def step() -> list:
    with torch.autocast('cpu', dtype=torch.bfloat16, enabled=settings['bfloat16']):
        return model(clips).float().tolist()


serve(step, {'torch': torch.__version__, 'threads': torch.get_num_threads()})
