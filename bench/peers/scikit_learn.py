"""scikit-learn's MLPClassifier on the same work. usage: scikit_learn.py FOLDER, jobs on standard input."""
import os
import sys
import time
import warnings

import sklearn
from mnist import load, serve
from sklearn.neural_network import MLPClassifier
from threadpoolctl import threadpool_info, threadpool_limits

warnings.filterwarnings('ignore')


def openblas():
    return next((pool for pool in threadpool_info() if pool['internal_api'] == 'openblas'), None)


def choose_kernels():
    """An OpenBLAS older than the processor falls back to SSE3, at half the speed: names a core with its vectors."""
    blas = openblas()
    if blas is None or blas['architecture'] != 'Prescott' or 'OPENBLAS_CORETYPE' in os.environ:
        return
    try:
        with open('/proc/cpuinfo') as file:
            flags = file.read().split()
    except OSError:
        return
    core = 'SkylakeX' if 'avx512vl' in flags else 'Haswell' if 'avx2' in flags else None
    if core is not None:
        os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, 'OPENBLAS_CORETYPE': core})


choose_kernels()
x, y = load(sys.argv[1], 'train')


class Timed(MLPClassifier):
    """Notes the time after each epoch: what comes before the first, such as checks, is not counted."""

    def _update_no_improvement_count(self, *args):
        self.ends.append(time.perf_counter())
        super()._update_no_improvement_count(*args)
        if self.ends[-1] - self.begun > self.limit and len(self.ends) > 1:
            raise KeyboardInterrupt  # what fit() takes as the wish to stop


def run(job):
    net = Timed(tuple(job['hidden']), solver=job['optimizer'], batch_size=job['batchSize'], learning_rate_init=job['lr'],
                momentum=0, max_iter=job['epochs'] + 1, alpha=0, random_state=1)
    net.ends = []
    net.begun = time.perf_counter()
    net.limit = job['limit']
    with threadpool_limits(job['threads']):
        net.fit(x, y)
    return [end - start for start, end in zip(net.ends, net.ends[1:])]


blas = openblas()
kernels = '' if blas is None else f' (OpenBLAS {blas["version"]}, {blas["architecture"]})'
serve(f'scikit-learn {sklearn.__version__}{kernels}', run)
