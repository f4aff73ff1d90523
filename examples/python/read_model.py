"""Reads a digit with a model file of nn and numpy alone: python3 read_model.py models/mnist.json < digit.bin

The fields of the file are described in docs/model-format.md. A picture is 784 bytes, 0 is paper, 255 is ink.
"""

import json
import sys

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def windows(x, size, stride):
    """H x W x C to H' x W' x C x height x width."""
    return sliding_window_view(x, size, axis=(0, 1))[::stride, ::stride]


def dense(x, layer):
    return x.ravel() @ np.float32(layer["weights"]) + np.float32(layer["bias"])


def conv2d(x, layer):
    height, width = layer["kernel"]
    padding = layer["padding"]
    weights = np.float32(layer["weights"]).reshape(layer["filters"], height, width, -1)
    x = np.pad(x, ((padding, padding), (padding, padding), (0, 0)))
    x = windows(x, (height, width), layer["stride"])
    return np.einsum("rckij,fijk->rcf", x, weights) + np.float32(layer["bias"])


def pool(x, layer, reduce):
    return reduce(windows(x, (layer["size"], layer["size"]), layer["stride"]), axis=(3, 4))


LAYERS = {
    "dense": dense,
    "conv2d": conv2d,
    "maxpool2d": lambda x, layer: pool(x, layer, np.max),
    "avgpool2d": lambda x, layer: pool(x, layer, np.mean),
    "relu": lambda x, layer: np.maximum(x, 0),
    "leaky-relu": lambda x, layer: np.where(x > 0, x, layer["slope"] * x),
    "gelu": lambda x, layer: x * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3))) / 2,
    "sigmoid": lambda x, layer: (1 + np.tanh(x / 2)) / 2,
    "tanh": lambda x, layer: np.tanh(x),
    "dropout": lambda x, layer: x,  # active in training only
}


def probabilities(model, pixels):
    """Of the ten classes, for 784 bytes."""
    if model["input"].get("binarize"):
        pixels = np.where(pixels >= 128, 255, 0)
    x = (pixels / np.float32(255)).astype(np.float32).reshape(28, 28, 1)
    for layer in model["layers"]:
        x = LAYERS[layer["kind"]](x, layer)
    x = np.exp((x - x.max()) / model.get("temperature", 1))
    return x / x.sum()


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        model = json.load(file)
    pixels = np.frombuffer(sys.stdin.buffer.read(784), dtype=np.uint8)
    answer = probabilities(model, pixels)
    print(f"{model['labels'][answer.argmax()]} ({answer.max():.3f})")
