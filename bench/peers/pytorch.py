"""PyTorch on the same work, in its strongest plain form: everything in memory, no DataLoader, one shuffled copy an
epoch, contiguous batches, the fused optimizer step.

usage: pytorch.py FOLDER                  jobs on standard input, times on standard output
       pytorch.py FOLDER --save FILE      the whole job: read, train 5 epochs of 784-128-10, save
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


def train(job):
    """Seconds of each epoch, and the net."""
    torch.set_num_threads(job['threads'])
    torch.manual_seed(1)
    if job.get('network'):  # the one that epochs.ts has
        layers = [nn.Unflatten(1, (1, 28, 28)), nn.Conv2d(1, 8, 5), nn.ReLU(), nn.MaxPool2d(2)]
        layers += [nn.Conv2d(8, 16, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten()]
        sizes = [256, 128]
    else:
        layers, sizes = [], [784, *job['hidden']]
    layers += [layer for i, o in zip(sizes, sizes[1:]) for layer in (nn.Linear(i, o), nn.ReLU())]
    net = nn.Sequential(*layers, nn.Linear(sizes[-1], 10))
    optimizers = {'sgd': torch.optim.SGD, 'adam': torch.optim.Adam}
    optimizer = optimizers[job['optimizer']](net.parameters(), job['lr'], fused=True)
    loss = nn.CrossEntropyLoss()
    batch = job['batchSize']
    seconds = []
    for _ in range(job['epochs']):
        started = time.perf_counter()
        order = torch.randperm(len(x))
        xs, ys = x[order], y[order]
        for i in range(0, len(x), batch):
            optimizer.zero_grad()
            loss(net(xs[i:i + batch]), ys[i:i + batch]).backward()
            optimizer.step()
        seconds.append(time.perf_counter() - started)
        if sum(seconds) > job['limit']:
            break
    return seconds, net


if '--save' in sys.argv:
    job = {'threads': torch.get_num_threads(), 'limit': 600, 'hidden': [128], 'optimizer': 'sgd', 'lr': 0.1, 'batchSize': 64, 'epochs': 5}
    _, net = train(job)
    torch.save(net.state_dict(), sys.argv[sys.argv.index('--save') + 1])
    print(json.dumps({'kilobytes': resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}))
else:
    serve(f'PyTorch {torch.__version__}', lambda job: train(job)[0])
