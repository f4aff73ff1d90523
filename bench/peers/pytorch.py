"""PyTorch on the same work, at its best: everything in memory, no DataLoader, one shuffled copy an epoch, contiguous
batches, and for each network several forms, of which the fastest counts.

usage: pytorch.py FOLDER                  jobs on standard input, times on standard output
       pytorch.py FOLDER --save FILE      the whole job: read, train 5 epochs of 784-128-10, save
       pytorch.py FOLDER --sweep FILE LR...
                                          trains 784-128-10 for 2 epochs with each learning rate, on one thread
"""
import json
import resource
import sys
import time

import torch
from mnist import load, serve

nn = torch.nn
x, y = load(sys.argv[1], 'train')
x, y = torch.from_numpy(x), torch.from_numpy(y.astype('int64'))
loss = nn.CrossEntropyLoss()


def build(network):
    """A network from the words of --network: square windows, 2x2 pooling."""
    channels, side, size = 1, 28, 784
    layers = [nn.Unflatten(1, (1, 28, 28))] if 'conv' in network else []
    for words in (layer.split() for layer in network.split(', ')):
        if words[0] == 'conv':
            window = int(words[2].split('x')[0])
            layers.append(nn.Conv2d(channels, int(words[1]), window))
            channels, side, size = int(words[1]), side - window + 1, None
        elif words[0] == 'maxpool':
            layers.append(nn.MaxPool2d(2))
            side //= 2
        elif words[0] == 'relu':
            layers.append(nn.ReLU())
        elif words[0] == 'dropout':
            layers.append(nn.Dropout(float(words[1])))
        else:
            if size is None:
                layers.append(nn.Flatten())
                size = channels * side * side
            layers.append(nn.Linear(size, int(words[1])))
            size = int(words[1])
    return nn.Sequential(*layers)


def eager(net, job):
    """A step as it is usually written."""
    if job['optimizer'] == 'adam':
        optimizer = torch.optim.Adam(net.parameters(), job['lr'], fused=True)
    else:  # faster than fused or foreach with the few tensors of these networks
        optimizer = torch.optim.SGD(net.parameters(), job['lr'], foreach=False)

    def step(xs, ys):
        optimizer.zero_grad()
        loss(net(xs), ys).backward()
        optimizer.step()

    return step


def compiled(net, job):
    """The whole step, with the update, as one graph for torch.compile: faster than compiling the network alone."""
    rate, adam = job['lr'], job['optimizer'] == 'adam'
    weights = {name: value.detach().clone() for name, value in net.named_parameters()}
    first = {name: torch.zeros_like(value) for name, value in weights.items()}
    second = {name: torch.zeros_like(value) for name, value in weights.items()}
    time_step = torch.zeros(())

    def loss_of(weights, xs, ys):
        return loss(torch.func.functional_call(net, weights, (xs,)), ys)

    def step(xs, ys):
        gradients, _ = torch.func.grad_and_value(loss_of)(weights, xs, ys)
        if adam:
            time_step.add_(1)
        for name, weight in weights.items():
            gradient = gradients[name]
            if not adam:
                weight.sub_(rate * gradient)
                continue
            m, v = first[name], second[name]
            m.mul_(0.9).add_(0.1 * gradient)
            v.mul_(0.999).add_(0.001 * gradient * gradient)
            scaled = (v / (1 - 0.999**time_step)).sqrt() + 1e-8
            weight.sub_(rate * (m / (1 - 0.9**time_step)) / scaled)

    torch.compiler.reset()
    step = torch.compile(step, dynamic=False, options={'cpp_wrapper': True})
    for size in {job['batchSize'], len(x) % job['batchSize'] or job['batchSize']}:
        step(x[:size], y[:size])  # compiles, which takes seconds
    return step


def train(job, count=len(x), after=lambda net: None):
    """Seconds of each epoch, and the net."""
    torch.set_num_threads(job['threads'])
    torch.manual_seed(1)
    net = build(job['network'] or ', '.join([f'dense {size}, relu' for size in job['hidden']] + ['dense 10']))
    if job['form'] == 'channels-last':
        net = net.to(memory_format=torch.channels_last)
    step = compiled(net, job) if job['form'] == 'compiled' else eager(net, job)
    batch = job['batchSize']
    seconds = []
    for _ in range(job['epochs']):
        started = time.perf_counter()
        order = torch.randperm(count)
        xs, ys = x[order], y[order]
        for i in range(0, count, batch):
            step(xs[i:i + batch], ys[i:i + batch])
        seconds.append(time.perf_counter() - started)
        after(net)
        if sum(seconds) > job['limit']:
            break
    return seconds, net


def times(job):
    """None if this form does not work here, such as compiling without a C++ compiler."""
    if job['form'] != 'compiled':
        return train(job)[0]
    try:
        return train(job)[0]
    except Exception as error:
        print(f'torch.compile: {error}', file=sys.stderr)
        return None


if '--save' in sys.argv:
    job = {'form': 'eager', 'threads': torch.get_num_threads(), 'limit': 600, 'network': None, 'hidden': [128],
           'optimizer': 'sgd', 'lr': 0.1, 'batchSize': 64, 'epochs': 5}
    _, net = train(job)
    torch.save(net.state_dict(), sys.argv[sys.argv.index('--save') + 1])
    print(json.dumps({'kilobytes': resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}))
elif '--sweep' in sys.argv:
    file, *rates = sys.argv[sys.argv.index('--sweep') + 1:]
    training = len(x) - len(x) // 10  # the rest is for validation

    def validate(net):
        with torch.no_grad():
            return (net(x[training:]).argmax(1) == y[training:]).float().mean().item()

    started = time.perf_counter()
    for rate in rates:
        job = {'form': 'eager', 'threads': 1, 'limit': 600, 'network': None, 'hidden': [128],
               'optimizer': 'sgd', 'lr': float(rate), 'batchSize': 64, 'epochs': 2}
        _, net = train(job, training, validate)
        torch.save(net.state_dict(), f'{file}-{rate}')
    print(json.dumps({'seconds': time.perf_counter() - started}))
else:
    serve(f'PyTorch {torch.__version__}', times)
