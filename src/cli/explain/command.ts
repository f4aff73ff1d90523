/** `nn explain`: explains the prediction for one image. */

import { DataError } from '../../errors.ts';
import type { Explanation } from '../../evaluation/explain.ts';
import { listFormats } from '../../image/decode/decoded-image.ts';
import type { Kernels } from '../../matrix/kernels.ts';
import type { Model } from '../../network/model.ts';
import { explanationFigureNames } from '../../report/figure-names.ts';
import { type Command, type Context, defineCommand, type Invocation } from '../shared/command.ts';
import { CommandLineError } from '../shared/command-line-error.ts';
import { DEFAULT_MODEL } from '../shared/defaults.ts';
import { defined } from '../shared/flags.ts';
import type { ImageInput } from '../shared/image-inputs.ts';
import { findModel } from '../shared/model-path.ts';
import { checkInvert, openData } from '../shared/open-data.ts';
import { checkPlots } from '../shared/plots-output.ts';
import { remarkOn } from '../shared/remark.ts';
import { checkReport, tellReport } from '../shared/report-flags.ts';
import { checkIndex } from '../shared/split-flags.ts';
import { typedCommand } from '../shared/typed-command.ts';
import { withKernels } from '../shared/with-kernels.ts';
import type { Console } from '../terminal/console.ts';
import { withArticle } from '../terminal/numbers.ts';
import { printable } from '../terminal/printable.ts';
import { imageProgress, openProgressBar, type ProgressBar } from '../terminal/progress.ts';
import { type ExplainFlags, explainFlags } from './flags.ts';
import type { ImageDigit } from './image-digit.ts';
import type { Among } from './output.ts';

export const explainCommand: Command = defineCommand({
  name: 'explain',
  about:
    'Shows what drove the answer to a picture: the input of the net, the confidence, an occlusion map (each part of the ' +
    'digit is covered in turn), the activations of each layer, and the nearest training digits by their features.',
  operands: ['[image]', `a ${listFormats()} file, or - for standard input`],
  flags: explainFlags,
  examples: [
    ['nn explain photo.png', 'the answer of your last model'],
    ['nn explain photo.png --model cnn.json', 'with another model'],
    ['nn explain number.png --digit 2', 'the second digit of a number'],
    ['nn explain photo.png --window 3', 'with smaller squares'],
    ['nn explain photo.png --data mnist', 'the nearest of 60,000 digits'],
    ['nn explain --index 502', 'one of the test images'],
    ['nn explain photo.png --report why.html', 'as an HTML report'],
    ['nn explain photo.png --json', 'everything as numbers'],
  ],
  run,
});

async function run(call: Invocation<ExplainFlags>, { console }: Context): Promise<number> {
  checkTogether(call);
  await checkReport(call.flags, [call.flags.model ?? DEFAULT_MODEL, ...call.operands]);
  await checkPlots(call.flags, explanationFigureNames);
  const { nearest, index, report, plots } = call.flags;
  const operand = index === undefined ? await onlyOperand(call.operands) : null;
  const modelPath = findModel(call.flags.model, remarkOn(console));
  const { readModel } = await import('../../node/model-store.ts');
  const model = await readModel(modelPath);
  const bar = await openProgressBar(console);
  const digit =
    operand === null
      ? await datasetImage(call, console, bar)
      : await import('./image-digit.ts').then(({ readDigit }) =>
          readDigit(operand, call.flags, model, console),
        );
  const among = nearest === 0 ? null : await openAmong(call, model, console, bar);
  const explanation = await withKernels(call.flags, console, (kernels) =>
    explainPixels(model, digit.view.pixels, call.flags, among, kernels, bar),
  );
  console.attach(null);
  const explained = {
    ...digit,
    model: modelPath,
    trainedOn: model.training?.data.name ?? null,
    explanation,
    among,
    labelName: (label: number): string => printable(model.classNames?.[label] ?? String(label)),
  };
  if (report !== undefined || plots !== undefined) {
    const { writeExplanation } = await import('./report.ts');
    await writeExplanation({ report, plots }, explained, typedCommand('explain', call.line), console);
  }
  const { explanationObject, printExplanation } = await import('./output.ts');
  console.object({ ...explanationObject(explained), ...defined({ report, plots }) });
  if (!console.quiet && !console.json) printExplanation(explained, console);
  if (report !== undefined) tellReport(report, console);
  return 0;
}

async function explainPixels(
  model: Model,
  pixels: Uint8Array,
  { nearest, window }: Invocation<ExplainFlags>['flags'],
  among: Among | null,
  kernels: Kernels,
  bar: ProgressBar | null,
): Promise<Explanation> {
  const { explain } = await import('../../evaluation/explain.ts');
  const onProgress = imageProgress(bar, 'nearest');
  return explain(model, pixels, kernels, {
    nearest,
    window,
    ...(among === null ? {} : { among: among.images }),
    onProgress: (done) => onProgress(done, among?.images.count ?? 0),
  });
}

function checkTogether(call: Invocation<ExplainFlags>): void {
  const { given, operands } = call;
  const hint = 'See: nn help explain';
  if (!given.has('index')) {
    if (given.has('split')) throw new CommandLineError('--split: does nothing without --index', hint);
  } else if (operands.length > 0) {
    throw new CommandLineError('--index: cannot be combined with a picture', hint);
  } else {
    for (const key of ['one', 'digit', 'invert', 'preprocess'] as const) {
      const flag = key === 'preprocess' ? '--no-preprocess' : `--${key}`;
      if (given.has(key)) throw new CommandLineError(`${flag}: cannot be combined with --index`, hint);
    }
  }
  for (const key of ['one', 'digit'] as const) {
    if (call.flags.preprocess || !given.has(key)) continue;
    throw new CommandLineError(`--${key}: cannot be combined with --no-preprocess`, hint);
  }
  if (call.flags.one && given.has('digit')) {
    throw new CommandLineError('--digit: cannot be combined with --one', hint);
  }
  if (operands.length > 1) {
    throw new CommandLineError(`explain: takes one picture, got ${operands.length}`, hint);
  }
  if (operands[0] === '') throw new CommandLineError('explain: the name of the picture is empty', hint);
  if (call.flags.nearest === 0 && given.has('data') && !given.has('index')) {
    throw new CommandLineError('--data: does nothing with --nearest 0', hint);
  }
  checkInvert('explain', call.flags.preprocess, given);
}

/** The image, if the operand is not a folder or pattern that stands for several. */
async function onlyOperand(given: readonly string[]): Promise<ImageInput> {
  const { expandImageInputs, orStdin } = await import('../shared/image-inputs.ts');
  const [operand] = await orStdin('explain', given);
  const expanded = await expandImageInputs('explain', [operand]);
  if (expanded.length === 1) return expanded[0];
  throw new CommandLineError(
    `explain: takes one picture, and ${operand} stands for ${expanded.length}`,
    'See: nn help explain',
  );
}

/** The image of `--index`, which is already in MNIST's form. */
async function datasetImage(
  asked: Invocation<ExplainFlags>,
  console: Console,
  bar: ProgressBar | null,
): Promise<ImageDigit> {
  const { split, index = 0 } = asked.flags;
  const [dataset, { IMAGE_PIXELS }] = await Promise.all([
    openData(dataCall(asked), { [split]: true }, console, bar),
    import('../../dataset/dataset.ts'),
  ]);
  const images = dataset[split];
  if (images === null) throw new DataError(`${dataset.name}: has no ${split} split; see --split`);
  checkIndex(index, images.count, split, dataset.name);
  const pixels = images.images.slice(index * IMAGE_PIXELS, (index + 1) * IMAGE_PIXELS);
  const label = images.labels[index];
  const name = dataset.classNames?.[label] ?? label;
  return {
    image: `${split} image ${index} of ${dataset.name}, ${withArticle(String(name))}`,
    view: { pixels, decisions: null },
    digitsFound: 1,
  };
}

/** Folders of images are preprocessed as in training. */
function dataCall({
  flags: { data, dataDir, threads },
}: Invocation<ExplainFlags>): Parameters<typeof openData>[0] {
  const pictures = { invert: 'auto', preprocess: true, cache: true, transpose: undefined } as const;
  return { flags: { data, dataDir, threads, ...pictures }, given: new Set<never>() };
}

/** The training images. */
async function openAmong(
  asked: Invocation<ExplainFlags>,
  model: Model,
  console: Console,
  bar: ProgressBar | null,
): Promise<Among> {
  const [{ name, train, classNames }, { datasetHash }] = await Promise.all([
    openData(dataCall(asked), { train: true }, console, bar),
    import('../../dataset/hash.ts'),
  ]);
  if (train === null || train.count === 0) {
    throw new DataError(`${name}: has no training split; name another with --data`);
  }
  const learntFrom = (await datasetHash(train)) === model.training?.data.hash;
  const labelName = (label: number): string => printable(classNames?.[label] ?? String(label));
  return { name, images: train, learntFrom, labelName };
}
