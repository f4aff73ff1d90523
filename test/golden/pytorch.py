"""Golden values from PyTorch: logits, loss, every gradient, and ten losses for each optimizer.

Writes one JSON file for each net beside this script. Run it with PyTorch 2.x and NumPy (CPU is enough):

    python3 test/golden/pytorch.py

The inputs and the first weights are integers divided by powers of two, or by 255, so that both sides start from the
same bits. Everything is computed in float32, as the TypeScript does, and in double precision as well: the distance of
PyTorch's own float32 to its double shows what tolerance is fair.
"""

import json
import pathlib

import torch

torch.set_num_threads(1)
HERE = pathlib.Path(__file__).parent
PIXELS, CLASSES, BATCH, STEPS = 24, 10, 7, 10

OPTIMIZERS = {
    "sgd": dict(lr=0.5, weightDecay=0.0),
    "sgd-decay": dict(lr=0.5, weightDecay=0.01),
    "momentum": dict(lr=0.1, momentum=0.9, weightDecay=0.0),
    "momentum-decay": dict(lr=0.1, momentum=0.9, weightDecay=0.01),
    "nesterov": dict(lr=0.1, momentum=0.9, weightDecay=0.0),
    "nesterov-decay": dict(lr=0.1, momentum=0.9, weightDecay=0.01),
    "adam": dict(lr=0.01, weightDecay=0.0),
    "adam-decay": dict(lr=0.01, weightDecay=0.01),
    "adamw-decay": dict(lr=0.01, weightDecay=0.1),
    "rmsprop": dict(lr=0.002, weightDecay=0.0),
    "rmsprop-decay": dict(lr=0.002, weightDecay=0.01),
}

ACTIVATIONS = {
    "relu": torch.nn.ReLU,
    "sigmoid": torch.nn.Sigmoid,
    "tanh": torch.nn.Tanh,
    "leaky-relu": lambda: torch.nn.LeakyReLU(0.01),
    "gelu": lambda: torch.nn.GELU(approximate="tanh"),
}


def squared_error(logits, labels):
    """Half the squared distance of each image, as M. Nielsen has it: PyTorch's mean is over classes too."""
    targets = torch.nn.functional.one_hot(labels, CLASSES).to(logits.dtype)
    return torch.nn.functional.mse_loss(torch.sigmoid(logits), targets, reduction="sum") / (2 * len(labels))


def binary_cross_entropy(logits, labels):
    targets = torch.nn.functional.one_hot(labels, CLASSES).to(logits.dtype)
    total = torch.nn.functional.binary_cross_entropy_with_logits(logits, targets, reduction="sum")
    return total / len(labels)


LOSSES = {"cross-entropy": torch.nn.functional.cross_entropy, "mse": squared_error, "bce": binary_cross_entropy}


def numbers(state):
    """Numerical Recipes' linear congruential generator: good enough here, and the same everywhere."""
    while True:
        state = (state * 1664525 + 1013904223) % 2**32
        yield state >> 16


def build(hidden, activation, weights, dtype):
    sizes = [PIXELS, *hidden, CLASSES]
    layers = []
    for k, (inputs, outputs) in enumerate(zip(sizes, sizes[1:])):
        layer = torch.nn.Linear(inputs, outputs, dtype=dtype)
        with torch.no_grad():
            layer.weight.copy_(torch.tensor(weights[2 * k], dtype=dtype).reshape(inputs, outputs).T)
            layer.bias.copy_(torch.tensor(weights[2 * k + 1], dtype=dtype))
        layers.append(layer)
        if k < len(hidden):
            layers.append(ACTIVATIONS[activation]())
    return torch.nn.Sequential(*layers)


def optimizer_for(name, net, options):
    """Weight decay on weights but not on biases, as is usual."""
    groups = [
        dict(params=[p for n, p in net.named_parameters() if n.endswith("weight")], weight_decay=options["weightDecay"]),
        dict(params=[p for n, p in net.named_parameters() if n.endswith("bias")], weight_decay=0.0),
    ]
    if name.startswith("adamw"):
        return torch.optim.AdamW(groups, lr=options["lr"])
    if name.startswith("adam"):
        return torch.optim.Adam(groups, lr=options["lr"])
    if name.startswith("rmsprop"):
        return torch.optim.RMSprop(groups, lr=options["lr"])
    nesterov = name.startswith("nesterov")
    return torch.optim.SGD(groups, lr=options["lr"], momentum=options.get("momentum", 0.0), nesterov=nesterov)


def ten_steps(net, x, labels, optimizer, loss_of):
    losses = []
    for _ in range(STEPS):
        optimizer.zero_grad()
        loss = loss_of(net(x), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def listed(tensor):
    return [float(f"{value:.9g}") for value in tensor.detach().flatten().tolist()]


def golden(hidden, activation, seed, loss_kind):
    draw = numbers(seed)
    pixels = [[next(draw) % 256 if next(draw) % 3 == 0 else 0 for _ in range(PIXELS)] for _ in range(BATCH)]
    labels = [next(draw) % CLASSES for _ in range(BATCH)]
    sizes = [PIXELS, *hidden, CLASSES]
    weights = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        weights.append([(next(draw) % 513 - 256) / 512 for _ in range(inputs * outputs)])
        weights.append([(next(draw) % 129 - 64) / 512 for _ in range(outputs)])

    result = {}
    for dtype in (torch.float64, torch.float32):
        x = torch.tensor(pixels, dtype=torch.float32).div(255).to(dtype)
        y = torch.tensor(labels)
        net = build(hidden, activation, weights, dtype)
        logits = net(x)
        loss = LOSSES[loss_kind](logits, y)
        loss.backward()
        gradients = []
        for layer in net:
            if isinstance(layer, torch.nn.Linear):
                gradients += [listed(layer.weight.grad.T), listed(layer.bias.grad)]
        steps = {}
        for name, options in OPTIMIZERS.items():
            fresh = build(hidden, activation, weights, dtype)
            steps[name] = dict(options, losses=ten_steps(fresh, x, y, optimizer_for(name, fresh, options), LOSSES[loss_kind]))
        values = dict(logits=listed(logits), loss=loss.item(), gradients=gradients, steps=steps)
        if dtype == torch.float64:
            double = values
        else:
            result = values
    worst = max(
        abs(a - b)
        for name in OPTIMIZERS
        for a, b in zip(result["steps"][name]["losses"], double["steps"][name]["losses"])
    )
    print(f"{activation} {hidden} {loss_kind}: float32 is off from double by up to {worst:.2g} in the losses of ten steps")
    integers = [[round(value * 512) for value in parameter] for parameter in weights]
    return dict(
        madeBy=f"test/golden/pytorch.py, PyTorch {torch.__version__.split('+')[0]}",
        activation=activation,
        lossKind=loss_kind,
        sizes=sizes,
        batch=BATCH,
        pixels=[byte for image in pixels for byte in image],
        labels=labels,
        weightsTimes512=integers,
        **result,
    )


NETS = (
    ("relu-16-12", "relu", [16, 12], 1, "cross-entropy"),
    ("sigmoid-16-12", "sigmoid", [16, 12], 2, "cross-entropy"),
    ("softmax-regression", "relu", [], 3, "cross-entropy"),
    ("tanh-13", "tanh", [13], 4, "cross-entropy"),
    ("leaky-relu-13", "leaky-relu", [13], 5, "cross-entropy"),
    ("gelu-13", "gelu", [13], 6, "cross-entropy"),
    ("sigmoid-mse-13", "sigmoid", [13], 7, "mse"),
    ("tanh-bce-13", "tanh", [13], 8, "bce"),
)

if __name__ == "__main__":
    for name, activation, hidden, seed, loss_kind in NETS:
        values = golden(hidden, activation, seed, loss_kind)
        text = json.dumps(values, separators=(",", ":")).replace(',"', ',\n"')
        (HERE / f"{name}.json").write_text(text + "\n")
