/** `nn train`: from a data set to a model file. */

import { exitCodes } from '../errors.ts';
import type { EpochEvent, ProgressEvent, StartEvent } from '../training/events.ts';
import { completeSettings, defaultLearningRates, trainingDefaults } from '../training/options.ts';
import type { TrainingResult } from '../training/train.ts';
import { type Call, type Command, type Context, defineCommand } from './command.ts';
import { DEFAULT_MODEL } from './model-path.ts';
import {
  commonFlags,
  type Flag,
  layerSizes,
  oneOf,
  path,
  realNumber,
  speedFlags,
  wholeNumber,
} from './options.ts';
import { checkOutput, freeOutput } from './output-path.ts';
import type { Console } from './terminal/console.ts';
import { count, counted, duration, percent } from './terminal/numbers.ts';
import { printable } from './terminal/printable.ts';
import { openProgressBar, type ProgressBar } from './terminal/progress.ts';
import { commandLine } from './terminal/shell.ts';

export const DEFAULT_DATA = 'mnist-10k';

const START = 'To begin with:';
const NET = 'The net:';
const LEARNING = 'How it learns:';

const defaults = trainingDefaults;
const OPTIMIZERS = ['adam', 'momentum', 'sgd'] as const;
const ACTIVATIONS = ['relu', 'sigmoid'] as const;

const flags = {
  data: {
    term: '--data <name|path>',
    text: 'what to learn from: mnist-10k, or a folder of IDX files',
    hint: `default ${DEFAULT_DATA}`,
    group: START,
    fallback: DEFAULT_DATA,
    parse: path('--data'),
  },
  epochs: {
    term: '--epochs <n>',
    text: 'how often to go through all the images',
    hint: `1 to 100000, default ${defaults.epochs}`,
    group: START,
    fallback: defaults.epochs,
    parse: wholeNumber('--epochs', 1, 100_000),
  },
  out: {
    term: '--out <file>',
    text: 'where the model goes',
    hint: `default ${DEFAULT_MODEL}`,
    group: START,
    fallback: DEFAULT_MODEL,
    parse: path('--out'),
  },
  force: {
    term: '--force',
    text: 'replace that file if it exists',
    hint: '',
    group: START,
    fallback: false,
  },
  hidden: {
    term: '--hidden <sizes>',
    text: 'neurons of the hidden layers, such as 128 or 256,128, or none',
    hint: `default ${defaults.hidden.join(',')}`,
    group: NET,
    fallback: defaults.hidden,
    parse: layerSizes('--hidden'),
  },
  activation: {
    term: '--activation <name>',
    text: 'what follows each hidden layer',
    hint: `${ACTIVATIONS.join(', ')}; default ${defaults.activation}`,
    group: NET,
    fallback: defaults.activation,
    parse: oneOf('--activation', ACTIVATIONS),
  },
  dropout: {
    term: '--dropout <share>',
    text: 'share of hidden neurons left out at each step',
    hint: `0 to below 1, default ${defaults.dropout}`,
    group: NET,
    fallback: defaults.dropout,
    parse: realNumber('--dropout', { from: 0, to: 1, below: true }),
  },
  optimizer: {
    term: '--optimizer <name>',
    text: 'rule that turns gradients into steps',
    hint: `${OPTIMIZERS.join(', ')}; default ${defaults.optimizer}`,
    group: LEARNING,
    fallback: defaults.optimizer,
    parse: oneOf('--optimizer', OPTIMIZERS),
  },
  lr: {
    term: '--lr <rate>',
    text: 'learning rate',
    hint: `above 0 to 1000, default ${OPTIMIZERS.map((name) => `${defaultLearningRates[name]} (${name})`).join(', ')}`,
    group: LEARNING,
    fallback: undefined,
    parse: realNumber('--lr', { from: 0, to: 1000, above: true }),
  } as Flag<number | undefined>,
  batchSize: {
    term: '--batch-size <n>',
    text: 'images to a step',
    hint: `1 to 65536, default ${defaults.batchSize}`,
    group: LEARNING,
    fallback: defaults.batchSize,
    parse: wholeNumber('--batch-size', 1, 65_536),
  },
  momentum: {
    term: '--momentum <share>',
    text: 'share of the last step kept in the next, with --optimizer momentum',
    hint: `0 to below 1, default ${defaults.momentum}`,
    group: LEARNING,
    fallback: defaults.momentum,
    parse: realNumber('--momentum', { from: 0, to: 1, below: true }),
  },
  weightDecay: {
    term: '--weight-decay <rate>',
    text: 'pull of the weights towards zero (L2)',
    hint: `0 to 1, default ${defaults.weightDecay}`,
    group: LEARNING,
    fallback: defaults.weightDecay,
    parse: realNumber('--weight-decay', { from: 0, to: 1 }),
  },
  augment: {
    term: '--augment <name>',
    text: 'how images are varied from epoch to epoch',
    hint: 'none; default none',
    group: LEARNING,
    fallback: 'none',
    parse: oneOf('--augment', ['none']),
  },
  validation: {
    term: '--validation <share>',
    text: 'share of the training images held out to check progress',
    hint: `0 to below 1, default ${defaults.validation}`,
    group: LEARNING,
    fallback: defaults.validation,
    parse: realNumber('--validation', { from: 0, to: 1, below: true }),
  },
  patience: {
    term: '--patience <n>',
    text: 'stop after this many epochs without a better validation loss, and keep the best net; 0 never stops',
    hint: `0 to 100000, default ${defaults.patience}`,
    group: LEARNING,
    fallback: defaults.patience,
    parse: wholeNumber('--patience', 0, 100_000),
  },
  seed: {
    term: '--seed <n>',
    text: 'start of all randomness: the same seed gives the same model, to the last bit',
    hint: `0 to 2^53 - 1, default ${defaults.seed}`,
    group: LEARNING,
    fallback: defaults.seed,
    parse: wholeNumber('--seed', 0, Number.MAX_SAFE_INTEGER),
  },
  ...speedFlags,
  ...commonFlags,
};

export const trainCommand: Command = defineCommand({
  name: 'train',
  about:
    'Trains a net on handwritten digits and writes it to a model file. With no flags it learns from the 9,000 ' +
    `digits that come with nn and writes ${DEFAULT_MODEL}. Ctrl-C saves what has been learnt so far.`,
  flags,
  examples: [
    ['nn train', 'a good net in seconds'],
    ['nn train --hidden 256,128 --dropout 0.2 --force', 'a larger net instead'],
    ['nn train --data ~/mnist --out models/full.json', 'from the full MNIST, in four IDX files'],
    ['nn train --patience 3 --epochs 100 --force', 'as long as it gets better'],
    ['nn train --json > log.jsonl', 'a line of JSON an epoch'],
  ],
  outlivesReader: true, // a closed pipe must not cost the model
  run,
});

async function run(call: Call<typeof flags>, context: Context): Promise<number> {
  const { console } = context;
  const { data, out, force, threads, backend } = call.flags;
  const { lr, ...rest } = call.flags;
  const settings = completeSettings(lr === undefined ? rest : { ...rest, lr });
  checkOutput(out, force);
  console.remark(`Learning from ${printable(data)}, for ${printable(out)}`);
  if (call.given.has('momentum') && settings.optimizer !== 'momentum') {
    console.remark(`--momentum has no effect without --optimizer momentum (this run: ${settings.optimizer})`);
  }

  const [{ openDataset }, { createKernels }, { train }, { writeModel }, bar] = await Promise.all([
    import('../dataset/open.ts'),
    import('../matrix/create.ts'),
    import('../training/train.ts'),
    import('../network/model-store.ts'),
    openProgressBar(console),
  ]);
  const dataset = await openDataset(data, { train: true });
  const onRemark = (line: string): void => console.remark(printable(line));
  const kernels = await createKernels({ backend, onRemark, ...(threads === undefined ? {} : { threads }) });
  const interruption = new AbortController();
  context.onInterrupt(() => {
    interruption.abort();
    console.remark('Interrupted: saving what it has learnt (Ctrl-C again leaves at once)');
  });
  try {
    const steps = train({ ...settings, dataset, kernels, signal: interruption.signal });
    let step = await steps.next();
    for (; !step.done; step = await steps.next()) tell(step.value, settings.epochs, console, bar);
    console.attach(null);
    const model = freeOutput(out, force);
    const { sha256 } = await writeModel(model, step.value.model);
    const { epochs, validationAccuracy, seconds, interrupted } = step.value;
    console.object({ event: 'done', model, sha256, epochs, validationAccuracy, seconds, interrupted });
    tellResult(step.value, model, console);
    tellNext(call, model, step.value, console);
    return interrupted ? exitCodes.interrupted : 0;
  } finally {
    await kernels.close();
  }
}

function tell(
  event: StartEvent | ProgressEvent | EpochEvent,
  epochs: number,
  console: Console,
  bar: ProgressBar | null,
): void {
  if (event.event === 'progress') {
    bar?.update({
      label: `epoch ${String(event.epoch).padStart(String(epochs).length)}/${epochs}`,
      done: (event.epoch - 1) * event.total + event.done,
      total: epochs * event.total,
      samplesPerSecond: event.samplesPerSecond,
      loss: event.loss,
    });
    return;
  }
  console.object(event);
  console.remark(event.event === 'start' ? startLine(event) : epochLine(event, epochs, console));
}

function startLine(event: StartEvent): string {
  return [
    `${event.network}: ${count(event.parameters)} parameters`,
    `${counted(event.train, 'image')}, ${count(event.validation)} more to validate`,
    `seed ${event.seed}`,
    `${event.backend}, ${counted(event.threads, 'thread')}`,
  ].join('; ');
}

function epochLine(event: EpochEvent, epochs: number, console: Console): string {
  const { paint } = console.err;
  const number = String(event.epoch).padStart(String(epochs).length);
  const { validationAccuracy } = event;
  return [
    paint.dim(`epoch ${number}/${epochs}`),
    `loss ${event.loss.toFixed(4)}`,
    `accuracy ${percent(event.accuracy).padStart(6)}`,
    ...(validationAccuracy === null
      ? []
      : [`validation ${paint.bold(percent(validationAccuracy).padStart(6))}`]),
    paint.dim(`${count(event.samplesPerSecond)} images/s`),
    paint.dim(duration(event.seconds)),
  ].join('  ');
}

function tellResult(result: TrainingResult, model: string, console: Console): void {
  const { paint } = console.out;
  const { validationAccuracy, epochs, seconds } = result;
  const accuracy =
    validationAccuracy === null
      ? 'Trained'
      : `Accuracy ${paint.bold(percent(validationAccuracy))} on validation,`;
  console.result(`${accuracy} after ${counted(epochs, 'epoch')} in ${duration(seconds)}`);
  console.result(`Model ${paint.bold(printable(model))}`);
}

function tellNext(call: Call<typeof flags>, model: string, result: TrainingResult, console: Console): void {
  const { data } = call.flags;
  const onModel = model === DEFAULT_MODEL ? [] : ['--model', model];
  const onData = data === DEFAULT_DATA ? [] : ['--data', data];
  const lines: (readonly [string, string])[] = [
    [commandLine('eval', ...onData, ...onModel), 'measure it on digits it has never seen'],
    [commandLine('predict', ...onModel, 'photo.png'), 'read the digit in a picture of yours'],
  ];
  if (result.interrupted) {
    const again = [...call.line.filter((argument) => argument !== '--force'), '--force'];
    lines.push([commandLine('train', ...again), 'train again, from the start to the end']);
  }
  const width = Math.max(...lines.map(([line]) => line.length));
  const { paint } = console.err;
  console.remark(
    ['Next:', ...lines.map(([line, text]) => `  ${paint.cyan(line.padEnd(width))}  ${text}`)].join('\n'),
  );
}
