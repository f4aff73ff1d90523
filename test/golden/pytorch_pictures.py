"""Golden values from PyTorch for convolution and pooling: outputs, and gradients with respect to input and parameters.

Writes pictures.json beside this script. Run it with PyTorch 2.x and NumPy (CPU is enough):

    python3 test/golden/pytorch_pictures.py

Everything is channels last, as in src/matrix/windows.ts: pictures N x height x width x channels, filters
F x height x width x channels. Inputs, filters and gradients of the output are integers divided by 512, so that both
sides start from the same bits; PyTorch computes in double precision.
"""

import json
import pathlib

import torch

from pytorch import listed, numbers

HERE = pathlib.Path(__file__).parent
F = torch.nn.functional

CONVOLUTIONS = [
    dict(images=9, input=[6, 5, 3], filters=4, kernel=[3, 2], stride=1, padding=0),
    dict(images=2, input=[9, 9, 1], filters=8, kernel=[5, 5], stride=2, padding=2),
    dict(images=3, input=[7, 8, 5], filters=3, kernel=[1, 3], stride=3, padding=1),
]
POOLS = [
    dict(images=2, input=[6, 6, 4], size=2, stride=2),
    dict(images=3, input=[7, 5, 3], size=3, stride=1),
    dict(images=1, input=[8, 9, 5], size=2, stride=3),
]


def drawn(draw, *shape):
    """Integers from -512 to 512, and one in three of them zero."""
    count = 1
    for size in shape:
        count *= size
    integers = [next(draw) % 1025 - 512 if next(draw) % 3 else 0 for _ in range(count)]
    return integers, torch.tensor(integers, dtype=torch.float64).div(512).reshape(shape)


def channels_first(tensor):
    return tensor.permute(0, 3, 1, 2).contiguous().requires_grad_()


def channels_last(tensor):
    return listed(tensor.permute(0, 2, 3, 1))


def convolution(case, draw):
    height, width, channels = case["input"]
    x, x_tensor = drawn(draw, case["images"], height, width, channels)
    w, w_tensor = drawn(draw, case["filters"], *case["kernel"], channels)
    b, b_tensor = drawn(draw, case["filters"])
    pictures, filters, biases = channels_first(x_tensor), channels_first(w_tensor), b_tensor.requires_grad_()
    out = F.conv2d(pictures, filters, biases, stride=case["stride"], padding=case["padding"])
    n, f, rows, cols = out.shape
    g, g_tensor = drawn(draw, n, rows, cols, f)
    out.backward(channels_first(g_tensor).detach())
    return dict(
        case,
        x=x,
        w=w,
        b=b,
        dOut=g,
        out=channels_last(out),
        dX=channels_last(pictures.grad),
        dW=channels_last(filters.grad),
        db=listed(biases.grad),
    )


def pool(case, draw):
    x, x_tensor = drawn(draw, case["images"], *case["input"])
    result = dict(case, x=x)
    for name, function in (("max", F.max_pool2d), ("average", F.avg_pool2d)):
        pictures = channels_first(x_tensor)
        out = function(pictures, case["size"], stride=case["stride"])
        n, c, rows, cols = out.shape
        g, g_tensor = drawn(draw, n, rows, cols, c)
        out.backward(channels_first(g_tensor).detach())
        result[name] = dict(dOut=g, out=channels_last(out), dX=channels_last(pictures.grad))
    return result


draw = numbers(7)
golden = dict(
    madeBy=f"test/golden/pytorch_pictures.py, PyTorch {torch.__version__.split('+')[0]}",
    convolutions=[convolution(case, draw) for case in CONVOLUTIONS],
    pools=[pool(case, draw) for case in POOLS],
)
text = json.dumps(golden, separators=(",", ":")).replace(',"', ',\n"')
(HERE / "pictures.json").write_text(text + "\n")
