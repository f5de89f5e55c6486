"""Opens weights that Touchline wrote as anybody in Python would, and prints what the network says to the input beside them.

Run:  python export_check.py FOLDER       (network.json, weights.safetensors, input.safetensors)
"""

import json
import sys
from pathlib import Path

import torch
from safetensors.torch import load_file

from rlnet import RLNet

folder = Path(sys.argv[1])
network = json.loads((folder / 'network.json').read_text())
model = RLNet(network['classes'], network['attention'], network['hidden'], backbone=network['backbone'])
model.load_state_dict(load_file(folder / 'weights.safetensors'), strict=True)
clips = load_file(folder / 'input.safetensors')['clips']
with torch.no_grad():
    print(json.dumps({'logits': model.eval()(clips).tolist()}))
