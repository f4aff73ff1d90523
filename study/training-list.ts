/** The trainings of docs/recognition.md, with their targets and published results. */

export interface Training {
  readonly name: string;
  readonly title: string;
  /** The arguments of `nn train`, without data, seed and output; of each network in an ensemble. */
  readonly nets: readonly string[];
  /** `mnist` to train on all 60,000 digits instead of the 9,000 bundled ones. */
  readonly data?: 'mnist';
  readonly seeds: number;
  /** The accuracy to reach, and the minutes it may take on two cores. */
  readonly target: number;
  readonly minutes?: number;
  readonly known: string;
}

const STEADY = '--optimizer adamw --weight-decay 0.05 --label-smoothing 0';
const nielsen = (loss: string): string =>
  `--activation sigmoid --loss ${loss} --optimizer sgd --schedule constant --batch-size 10 --augment none`;

const onMnist = (training: Omit<Training, 'data'>): Training => ({
  ...training,
  data: 'mnist',
  nets: training.nets.map((flags) => `${flags} --validation 0`),
});

const STEADY_CONVOLUTION = '--lr 0.002 --ema 0.999 --label-smoothing 0';
const TWO_WIDE =
  '--network "conv 24 5x5, relu, maxpool 2, conv 64 5x5, relu, maxpool 2, dense 160, relu, dropout 0.3, dense 10"';
const FOUR_NARROW =
  '--network "conv 24 3x3, relu, conv 24 3x3, relu, maxpool 2, conv 48 3x3, relu, conv 48 3x3, relu, maxpool 2, ' +
  'dense 128, relu, dropout 0.4, dense 10"';

export const trainings: readonly Training[] = [
  {
    name: 'defaults',
    title: '`nn train` with its defaults, on the 9,000 bundled training digits',
    nets: [''],
    seeds: 5,
    target: 0.978,
    minutes: 1 / 6,
    known: '96.1%; 97.8% with augmentation (PyTorch, 784-128-10)',
  },
  onMnist({
    name: 'mlp-128',
    title: '784-128-10, no augmentation',
    nets: [`--hidden 128 --augment none --epochs 60 --dropout 0.2 ${STEADY}`],
    seeds: 5,
    target: 0.982,
    known: '98.29 ± 0.07% (a public run, five seeds)',
  }),
  onMnist({
    name: 'mlp-800',
    title: '784-800-10, no augmentation',
    nets: [`--hidden 800 --augment none --epochs 30 --lr 0.001 --dropout 0.5 ${STEADY}`],
    seeds: 5,
    target: 0.985,
    known: '98.4% (P. Simard et al., 2003)',
  }),
  onMnist({
    name: 'mlp-800-elastic',
    title: '784-800-10, augmentation',
    nets: ['--hidden 800 --epochs 120 --lr 0.001 --ema 0.999 --elastic-alpha 26'],
    seeds: 1,
    target: 0.993,
    known: '99.3% (P. Simard et al., 2003)',
  }),
  onMnist({
    name: 'best-mlp',
    title: '784-800-800-10, augmentation: the best without convolution',
    nets: ['--hidden 800,800 --epochs 120 --lr 0.001 --ema 0.999 --elastic-alpha 26'],
    seeds: 1,
    target: 0.995,
    minutes: 15,
    known: '99.65% (D. Cireşan et al., 2010: 12 million weights, on a GPU)',
  }),
  onMnist({
    name: 'softmax-regression',
    title: 'softmax regression',
    nets: ['--network softmax-regression --epochs 20 --lr 0.001 --augment none --label-smoothing 0'],
    seeds: 5,
    target: 0.92,
    known: '92%',
  }),
  onMnist({
    name: 'nielsen-30-mse',
    title: '784-30-10, sigmoid, SGD, squared error',
    nets: [`--network 784-30-10 ${nielsen('mse')} --lr 3 --epochs 30`],
    seeds: 5,
    target: 0.955,
    known: '95.4% (M. Nielsen, Neural Networks and Deep Learning, 2015, chapter 1: best result)',
  }),
  onMnist({
    name: 'nielsen-30',
    title: '784-30-10, sigmoid, SGD, binary cross-entropy',
    nets: [`--network 784-30-10 ${nielsen('bce')} --lr 0.5 --epochs 30`],
    seeds: 5,
    target: 0.955,
    known: '95.5% (the same book, chapter 3)',
  }),
  onMnist({
    name: 'nielsen-100',
    title: '784-100-10, sigmoid, SGD, binary cross-entropy, weight decay',
    nets: [`--network 784-100-10 ${nielsen('bce')} --lr 0.1 --epochs 60 --weight-decay 0.0001`],
    seeds: 5,
    target: 0.978,
    known: '98.0% (the same book, chapter 3)',
  }),
  onMnist({
    name: 'cnn',
    title: 'conv 8, conv 16, dense 128; 10 epochs, no augmentation',
    nets: [
      '--network "conv 8 5x5, relu, maxpool 2, conv 16 5x5, relu, maxpool 2, dense 128, relu, dense 10" ' +
        '--epochs 10 --augment none',
    ],
    seeds: 5,
    target: 0.99,
    known: '99.05% (LeNet-5, Y. LeCun et al., 1998)',
  }),
  onMnist({
    name: 'lenet5',
    title: 'lenet5, augmentation',
    nets: [
      '--network lenet5 --epochs 120 --lr 0.002 --ema 0.999 --label-smoothing 0 --rotate 8 --scale 0.08 --shear 0.05',
    ],
    seeds: 1,
    target: 0.995,
    minutes: 15,
    known: '99.2 to 99.3% (LeNet-5 with distorted images, Y. LeCun et al., 1998)',
  }),
  onMnist({
    name: 'best',
    title: 'ensemble of three conv nets, augmentation',
    nets: [
      `${FOUR_NARROW} --epochs 40 --augment affine ${STEADY_CONVOLUTION}`,
      `${TWO_WIDE} --epochs 60 --augment affine --shift 2 --shear 0 ${STEADY_CONVOLUTION}`,
      `${TWO_WIDE} --epochs 60 ${STEADY_CONVOLUTION}`,
    ],
    seeds: 1,
    target: 0.9965,
    minutes: 30,
    known: '99.87% (large ensembles on GPUs)',
  }),
];
