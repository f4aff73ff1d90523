/** `nn train`: from a data set to a model file. */

import { setImmediate } from 'node:timers/promises';
import { exitCodes } from '../errors.ts';
import type { EpochEvent, ProgressEvent, StartEvent } from '../training/events.ts';
import { completeSettings } from '../training/options.ts';
import type { TrainingResult } from '../training/train.ts';
import { checkAugmentFlags } from './augment-flags.ts';
import { type Call, type Command, type Context, defineCommand } from './command.ts';
import { checkPictureFlags, openData, picturesKey } from './data.ts';
import { DEFAULT_DATA, DEFAULT_MODEL } from './defaults.ts';
import { commonFlags, defined, speedFlags } from './options.ts';
import { checkOutput, saveModel } from './output-path.ts';
import { pictureFlags } from './picture-flags.ts';
import type { Console } from './terminal/console.ts';
import { count, counted, duration, percent } from './terminal/numbers.ts';
import { printable } from './terminal/printable.ts';
import { openProgressBar, type ProgressBar } from './terminal/progress.ts';
import { commandLine } from './terminal/shell.ts';
import { trainFlags } from './train-flags.ts';

const flags = { ...trainFlags, ...pictureFlags, ...speedFlags, ...commonFlags };

export const trainCommand: Command = defineCommand({
  name: 'train',
  about:
    'Trains a net on handwritten digits and writes it to a model file. With no flags it learns from the 9,000 ' +
    `digits that come with nn and writes ${DEFAULT_MODEL}. Ctrl-C saves what has been learnt so far.`,
  flags,
  examples: [
    ['nn train', 'a good net in seconds'],
    ['nn train --hidden 256,128 --force', 'a larger net instead'],
    ['nn train --data ~/mnist --out models/full.json', 'from the files of MNIST'],
    ['nn train --data mydigits --force', 'from pictures of yours'],
    ['nn train --patience 3 --epochs 100 --force', 'as long as it gets better'],
    ['nn train --json > log.jsonl', 'a line of JSON an epoch'],
  ],
  outlivesReader: true, // a closed pipe must not cost the model
  run,
});

async function run(call: Call<typeof flags>, context: Context): Promise<number> {
  const { console } = context;
  const { data, out, force, threads, backend } = call.flags;
  checkAugmentFlags(call.given, call.flags.augment);
  const settings = completeSettings(defined(call.flags));
  checkPictureFlags('train', call);
  checkOutput(out, force);
  console.remark(`Learning from ${printable(data)}, for ${printable(out)}`);
  if (call.given.has('momentum') && settings.optimizer !== 'momentum') {
    console.remark(`--momentum has no effect without --optimizer momentum (this run: ${settings.optimizer})`);
  }

  const [{ createKernels }, { train }, bar] = await Promise.all([
    import('../matrix/create.ts'),
    import('../training/train.ts'),
    openProgressBar(console),
  ]);
  const dataset = await openData(call, { train: true }, console, bar);
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
    for (; !step.done; step = await steps.next()) {
      tell(step.value, settings.epochs, picturesKey(dataset), console, bar);
      await setImmediate(); // Ctrl-C is heard between two events of the training, however fast they follow
    }
    console.attach(null);
    const { path: model, sha256 } = await saveModel(out, force, step.value.model);
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
  pictures: object,
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
  console.object(event.event === 'start' ? { ...event, ...pictures } : event);
  console.remark(event.event === 'start' ? startLines(event) : epochLine(event, epochs, console));
}

function startLines(event: StartEvent): string {
  return [
    `${counted(event.train, 'image')} to learn from, ${count(event.validation)} to validate with` +
      (event.outliers === 0 ? '' : `, ${count(event.outliers)} of no digit to be unsure of`),
    `Net ${event.network}: ${count(event.parameters)} parameters; seed ${event.seed}; ` +
      `${event.backend}, ${counted(event.threads, 'thread')}`,
  ].join('\n');
}

function epochLine(event: EpochEvent, epochs: number, console: Console): string {
  const { paint, terminal, columns } = console.err;
  const number = String(event.epoch).padStart(String(epochs).length);
  const { validationAccuracy } = event;
  const parts = [
    `epoch ${number}/${epochs}`,
    `loss ${event.loss.toFixed(4)}`,
    `accuracy ${percent(event.accuracy).padStart(7)}`,
    ...(validationAccuracy === null ? [] : [`validation ${percent(validationAccuracy).padStart(7)}`]),
    duration(event.seconds),
    `${count(event.samplesPerSecond)} images/s`,
  ];
  while (terminal && parts.length > 1 && parts.join('  ').length > columns) parts.pop();
  return parts.map((part) => (part.startsWith('validation') ? paint.bold(part) : part)).join('  ');
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
