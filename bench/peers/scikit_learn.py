"""scikit-learn's MLPClassifier on the same work. usage: scikit_learn.py FOLDER, jobs on standard input."""
import sys
import time
import warnings

import sklearn
from mnist import load, serve
from sklearn.neural_network import MLPClassifier

warnings.filterwarnings('ignore')
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
    net.fit(x, y)
    return [end - start for start, end in zip(net.ends, net.ends[1:])]


serve(f'scikit-learn {sklearn.__version__}', run)
