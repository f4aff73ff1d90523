/** `nn eval`: how good a model is on digits it has never seen. */

import { DataError, exitCodes } from '../errors.ts';
import type { Evaluation } from '../training/evaluation.ts';
import { type Call, type Command, type Context, defineCommand } from './command.ts';
import { checkPictureFlags, openData, picturesKey } from './data.ts';
import { DEFAULT_DATA, DEFAULT_MODEL } from './defaults.ts';
import { findModel } from './model-path.ts';
import { commonFlags, type Flag, path, realNumber, speedFlags } from './options.ts';
import { pictureFlags } from './picture-flags.ts';
import type { Console } from './terminal/console.ts';
import { count, percent } from './terminal/numbers.ts';
import { printable } from './terminal/printable.ts';
import { openProgressBar } from './terminal/progress.ts';

const START = 'To begin with:';
const MOST_MISTAKES = 3;

const flags = {
  model: {
    term: '--model <file>',
    text: 'the model to measure',
    hint: `default ${DEFAULT_MODEL}, or else the one that ships with nn`,
    group: START,
    fallback: undefined,
    parse: path('--model'),
  } as Flag<string | undefined>,
  data: {
    term: '--data <name|path>',
    text: 'whose test part to use: mnist-10k, a folder of IDX files, or one of pictures (0/*.png to 9/*.png)',
    hint: `default ${DEFAULT_DATA}`,
    group: START,
    fallback: DEFAULT_DATA,
    parse: path('--data'),
  },
  minAccuracy: {
    term: '--min-accuracy <share>',
    text: `end with exit code ${exitCodes.gate} where the accuracy is lower, such as 0.97`,
    hint: '0 to 1',
    group: START,
    fallback: undefined,
    parse: realNumber('--min-accuracy', { from: 0, to: 1 }),
  } as Flag<number | undefined>,
  ...pictureFlags,
  ...speedFlags,
  ...commonFlags,
};

export const evalCommand: Command = defineCommand({
  name: 'eval',
  about:
    'Measures a model on the test part of a data set, which is never used in training: accuracy with its 95% ' +
    'interval, loss, the digits that are mixed up, and precision, recall and F1 of each digit.',
  flags,
  examples: [
    ['nn eval', 'your last model, on 1,000 digits'],
    ['nn eval --data ~/mnist', 'on the official 10,000 test digits'],
    ['nn eval --data mydigits', 'on pictures of yours'],
    ['nn eval --model models/full.json --json', 'for other programs'],
    ['nn eval --min-accuracy 0.97 --quiet', 'a gate: exit code 6 if worse'],
  ],
  run,
});

async function run(call: Call<typeof flags>, { console }: Context): Promise<number> {
  const { data, threads, backend, minAccuracy } = call.flags;
  checkPictureFlags('eval', call);
  const onRemark = (line: string): void => console.remark(printable(line));
  const path = findModel(call.flags.model, onRemark);
  console.remark(`Measuring ${printable(path)} on ${printable(data)}`);
  const [{ createKernels }, { evaluate }, { datasetHash }, { readModel }, bar] = await Promise.all([
    import('../matrix/create.ts'),
    import('../training/evaluate.ts'),
    import('../dataset/hash.ts'),
    import('../network/model-store.ts'),
    openProgressBar(console),
  ]);
  const model = await readModel(path);
  const dataset = await openData(call, { test: true }, console, bar);
  if (dataset.test === null || dataset.test.count === 0) {
    throw new DataError(`${dataset.name}: has no test part to measure on; name another with --data`);
  }
  if ((await datasetHash(dataset.test)) === model.training.data.hash) {
    console.remark('These are the images that the model has learnt from: it will do worse on others');
  }
  const total = dataset.test.count;
  const kernels = await createKernels({ backend, onRemark, ...(threads === undefined ? {} : { threads }) });
  try {
    const started = performance.now();
    const evaluation = await evaluate(model, dataset.test, kernels, (done) => {
      const samplesPerSecond = (done / (performance.now() - started)) * 1000;
      bar?.update({ label: 'eval', done, total, samplesPerSecond, loss: null });
    });
    console.attach(null);
    console.object({ model: path, data: dataset.name, ...evaluation, ...picturesKey(dataset) });
    await tell(evaluation, path, dataset.name, console);
    if (minAccuracy === undefined || evaluation.accuracy >= minAccuracy) return 0;
    console.error(
      `accuracy ${percent(evaluation.accuracy)} is below the ${percent(minAccuracy)} of --min-accuracy`,
    );
    return exitCodes.gate;
  } finally {
    await kernels.close();
  }
}

async function tell(evaluation: Evaluation, model: string, data: string, console: Console): Promise<void> {
  if (console.quiet || console.json) return;
  const { commonMistakes, confusionTable, perClassTable } = await import('./terminal/tables.ts');
  const { paint } = console.out;
  const [low, high] = evaluation.interval;
  const mistakes = commonMistakes(evaluation.confusion, MOST_MISTAKES);
  console.result(
    [
      `${paint.bold(printable(model))} on ${count(evaluation.count)} test images of ${printable(data)}`,
      '',
      `Accuracy  ${paint.bold(percent(evaluation.accuracy))}  (95% interval: ${percent(low)} to ${percent(high)})`,
      `Loss      ${evaluation.loss.toFixed(4)}`,
      `ECE       ${percent(evaluation.calibrationError)}  (how far its confidence is off on average)`,
      ...(mistakes.length === 0 ? [] : [`Mistakes  most often ${mistakes.join(', ')}`]),
      '',
      `${paint.bold('Confusion')}: a row for each digit, a column for each answer`,
      confusionTable(evaluation.confusion, paint),
      '',
      perClassTable(evaluation.perClass, paint),
    ].join('\n'),
  );
}
