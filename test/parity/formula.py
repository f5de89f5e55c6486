"""Weights and inputs that a formula makes (those of formula.ts with seed 0), and what the stored references keep of a tensor."""

import math
import zlib

import numpy
import torch
from torch import nn

RANGES = {"gamma": (0.5, 0.5), "var": (1.0, 1.0), "bias": (0.2, -0.1), "input": (2.0, -1.0)}


def formula(name, shape, kind):
    mask = numpy.uint64(0xFFFFFFFF)
    x = numpy.arange(math.prod(shape), dtype=numpy.uint64) * numpy.uint64(0x9E3779B1)
    x = (x + numpy.uint64(zlib.crc32(name.encode()))) & mask
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35), (16, 1)):
        x = ((x ^ (x >> numpy.uint64(shift))) * numpy.uint64(factor)) & mask
    uniform = (x.astype(numpy.float64) + 0.5) / 2**32
    bounds = {"weight": math.sqrt(6 / math.prod(shape[1:])), "lstm": 1 / math.sqrt(shape[0] / 4)}
    bound = bounds.get(kind, 0)
    scale, offset = RANGES.get(kind, (2 * bound, -bound))
    return torch.from_numpy((offset + scale * uniform).astype(numpy.float32).reshape(shape)).double()


def fill(model):
    with torch.no_grad():
        for name, value in model.state_dict(keep_vars=True).items():
            module = model.get_submodule(name.rpartition(".")[0])
            part = name.rpartition(".")[2]
            if part == "num_batches_tracked":
                continue
            kind = "weight" if part == "weight" else "bias"
            if isinstance(module, (nn.BatchNorm2d, nn.BatchNorm3d)):
                kind = {"weight": "gamma", "running_var": "var"}.get(part, "bias")
            if isinstance(module, nn.LSTM):
                kind = "lstm"
            value.data = formula(name, tuple(value.shape), kind)
    return model.double()


def summary(value):
    value = value.detach()
    return {"shape": list(value.shape), "l2": value.norm().item(), "mean": value.mean().item(), "first": value.flatten()[:12].tolist()}
