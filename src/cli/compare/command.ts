/** `nn compare`: tests whether one model is significantly better than another. */

import type { LabelledImages } from '../../dataset/dataset.ts';
import { UsageError } from '../../errors.ts';
import type { Comparison } from '../../evaluation/compare.ts';
import type { Kernels } from '../../matrix/kernels.ts';
import type { Model } from '../../network/model.ts';
import { verdict } from '../../report/comparison/verdict.ts';
import { comparisonFigureNames } from '../../report/figure-names.ts';
import { type Command, type Context, defineCommand, type Invocation } from '../shared/command.ts';
import { CommandLineError } from '../shared/command-line-error.ts';
import { contaminationLines, findContaminated, printContamination } from '../shared/contamination.ts';
import { DEFAULT_MODEL } from '../shared/defaults.ts';
import { defined } from '../shared/flags.ts';
import { findModel, modelName, shippedPath } from '../shared/model-path.ts';
import { checkImageFlags, openData, preprocessingKey } from '../shared/open-data.ts';
import { checkPlots } from '../shared/plots-output.ts';
import { checkReport, tellReport } from '../shared/report-flags.ts';
import { openTestSplit } from '../shared/test-split.ts';
import { typedCommand } from '../shared/typed-command.ts';
import { withKernels } from '../shared/with-kernels.ts';
import { printable } from '../terminal/printable.ts';
import { imageProgress, openProgressBar } from '../terminal/progress.ts';
import { type CompareFlags, compareFlags } from './flags.ts';

export const compareCommand: Command = defineCommand({
  name: 'compare',
  about:
    'Evaluates two models, A and B, on the same test images: which of them is more accurate, and whether the ' +
    "difference is significant (McNemar's exact test). Models that were trained on these images get no verdict.",
  operands: [
    '[model...]',
    `model files: A and B, or only A to compare it with the bundled model; default ${DEFAULT_MODEL}`,
  ],
  flags: compareFlags,
  examples: [
    ['nn compare models/a.json models/b.json', 'on 1,000 digits'],
    ['nn compare a.json b.json --data mnist', 'on the official 10,000 test digits'],
    ['nn compare a.json b.json --report c.html', 'the images that differ'],
    ['nn compare --data mnist', 'your model with the bundled one'],
  ],
  run,
});

type Pair<T> = readonly [first: T, second: T];

async function run(call: Invocation<CompareFlags>, { console }: Context): Promise<number> {
  checkImageFlags('compare', call);
  await checkReport(call.flags, [DEFAULT_MODEL, ...call.operands]);
  await checkPlots(call.flags, comparisonFigureNames);
  const paths = chooseTwo(call.operands);
  const names = [modelName(paths[0]), modelName(paths[1])] as const;
  const [a, b] = names.map(printable);
  console.info(`Comparing A, ${a}, with B, ${b}, on ${printable(call.flags.data)}`);
  const files = await readTwo(paths);
  const models = [files[0].model, files[1].model] as const;
  const bar = await openProgressBar(console);
  const dataset = await openData(call, { test: true }, console, bar);
  const images = openTestSplit(dataset);
  const contaminated = await findContaminated(paths, models, dataset.name, images);
  const probabilities = await withKernels(call.flags, console, (kernels) =>
    predictBoth(models, images, kernels, imageProgress(bar, 'compare')),
  );
  console.attach(null);
  const { comparisonLines } = await import('./output.ts');
  const comparison = await compareBoth(probabilities, images.labels);
  const valid = contaminated.length === 0;
  const warning = contaminationLines(contaminated, 'compare', dataset.name, call.operands);
  const { report, plots } = call.flags;
  if (report !== undefined || plots !== undefined) {
    const { writeComparison } = await import('./report.ts');
    const compared = {
      models: names,
      paths,
      hashes: [files[0].sha256, files[1].sha256] as const,
      data: dataset.name,
      images,
      nameOf: (label: number) => printable(dataset.classNames?.[label] ?? String(label)),
      comparison,
      probabilities,
      valid,
      verdict: valid ? verdict(comparison) : `No verdict. ${warning.join(' ')}`,
      command: typedCommand('compare', call.line),
    };
    await writeComparison({ report, plots }, compared, console);
  }
  console.object({
    first: paths[0],
    second: paths[1],
    data: dataset.name,
    ...comparison,
    ...(valid ? {} : { better: null }),
    contaminated,
    ...preprocessingKey(dataset),
    ...defined({ report, plots }),
  });
  if (console.json) printContamination(warning, console);
  console.result(comparisonLines(names, dataset.name, comparison, warning, console.out).join('\n'));
  if (report !== undefined) tellReport(report, console);
  return 0;
}

/** @throws CommandLineError if both are the same model */
async function readTwo([first, second]: Pair<string>): Promise<
  Pair<{ readonly model: Model; readonly sha256: string }>
> {
  const { readModelFile } = await import('../../node/model-store.ts');
  const files = [await readModelFile(first), await readModelFile(second)] as const;
  if (files[0].sha256 !== files[1].sha256) return files;
  throw new CommandLineError(
    `compare: A and B are the same model (SHA-256 ${files[0].sha256.slice(0, 12)}), so there is nothing to compare`,
    'For example: nn compare models/a.json models/b.json',
  );
}

async function predictBoth(
  [a, b]: Pair<Model>,
  images: LabelledImages,
  kernels: Kernels,
  onProgress: (done: number, total: number) => void,
): Promise<Pair<Float32Array>> {
  const { probabilitiesOf } = await import('../../evaluation/evaluate.ts');
  const { count } = images;
  return [
    await probabilitiesOf(a, images, kernels, (done) => onProgress(done, 2 * count)),
    await probabilitiesOf(b, images, kernels, (done) => onProgress(count + done, 2 * count)),
  ];
}

async function compareBoth([a, b]: Pair<Float32Array>, labels: Uint8Array): Promise<Comparison> {
  const [{ compareAnswers }, { answersOf }] = await Promise.all([
    import('../../evaluation/compare.ts'),
    import('../../evaluation/metrics.ts'),
  ]);
  return compareAnswers(answersOf(a), answersOf(b), labels);
}

/** The paths of A and B. */
function chooseTwo(operands: readonly string[]): Pair<string> {
  if (operands.length > 2) throw new UsageError(`compare: takes two models, got ${operands.length}`);
  if (operands.includes('')) throw new UsageError('compare: the name of a model is empty');
  const [first, second] = operands;
  const ignored = (): void => {};
  if (first !== undefined && second !== undefined)
    return [findModel(first, ignored), findModel(second, ignored)];
  const shipped = shippedPath();
  if (shipped === null) {
    throw new UsageError(
      'compare: give two models, such as: nn compare models/a.json models/b.json (none ships with this nn)',
    );
  }
  return [findModel(first, ignored), shipped];
}
