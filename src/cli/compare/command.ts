/** `nn compare`: tests whether one model is significantly better than another. */

import { UsageError } from '../../errors.ts';
import { comparisonFigureNames } from '../../report/figure-names.ts';
import { type Command, type Context, defineCommand, type Invocation } from '../shared/command.ts';
import { CommandLineError } from '../shared/command-line-error.ts';
import { contaminationLines, findContaminated } from '../shared/contamination.ts';
import { DEFAULT_MODEL } from '../shared/defaults.ts';
import { defined } from '../shared/flags.ts';
import { findModel, modelName, shippedPath } from '../shared/model-path.ts';
import { checkImageFlags, openData, preprocessingKey } from '../shared/open-data.ts';
import { checkPlots } from '../shared/plots-output.ts';
import { remarkOn } from '../shared/remark.ts';
import { checkReport, tellReport } from '../shared/report-flags.ts';
import { openTestSplit } from '../shared/test-split.ts';
import { typedCommand } from '../shared/typed-command.ts';
import { printable } from '../terminal/printable.ts';
import { openProgressBar } from '../terminal/progress.ts';
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
    ['nn compare', 'your model with the bundled one'],
  ],
  run,
});

async function run(call: Invocation<CompareFlags>, { console }: Context): Promise<number> {
  const { data, threads, backend } = call.flags;
  checkImageFlags('compare', call);
  await checkReport(call.flags);
  await checkPlots(call.flags, comparisonFigureNames);
  const [first, second] = chooseTwo(call.operands);
  const onRemark = remarkOn(console);
  console.info(
    console.err.prose(
      `Comparing A, ${printable(modelName(first))}, with B, ${printable(modelName(second))}, on ${printable(data)}`,
    ),
  );
  const [
    { createKernels },
    { probabilitiesOf },
    { compareAnswers },
    { answersOf },
    { readModelFile },
    output,
    bar,
  ] = await Promise.all([
    import('../../node/kernels.ts'),
    import('../../evaluation/evaluate.ts'),
    import('../../evaluation/compare.ts'),
    import('../../evaluation/metrics.ts'),
    import('../../node/model-store.ts'),
    import('./output.ts'),
    openProgressBar(console),
  ]);
  const files = [await readModelFile(first), await readModelFile(second)] as const;
  if (files[0].sha256 === files[1].sha256) {
    throw new CommandLineError(
      `compare: A and B are the same model (SHA-256 ${files[0].sha256.slice(0, 12)}), so there is nothing to compare`,
      'For example: nn compare models/a.json models/b.json',
    );
  }
  const models = [files[0].model, files[1].model] as const;
  const dataset = await openData(call, { test: true }, console, bar);
  const images = openTestSplit(dataset);
  const contaminated = await findContaminated([first, second], models, dataset.name, images);
  const kernels = await createKernels({ backend, onRemark, ...(threads === undefined ? {} : { threads }) });
  try {
    const started = performance.now();
    const show = (done: number): void => {
      const samplesPerSecond = (done / (performance.now() - started)) * 1000;
      bar?.update({ label: 'compare', done, total: 2 * images.count, samplesPerSecond, loss: null });
    };
    const probabilities = [
      await probabilitiesOf(models[0], images, kernels, show),
      await probabilitiesOf(models[1], images, kernels, (done) => show(images.count + done)),
    ] as const;
    const [a, b] = probabilities;
    const comparison = compareAnswers(answersOf(a), answersOf(b), images.labels);
    console.attach(null);
    const valid = contaminated.length === 0;
    const names = [modelName(first), modelName(second)] as const;
    const warning = contaminationLines(contaminated, 'compare', dataset.name, call.operands);
    const { report, plots } = call.flags;
    if (report !== undefined || plots !== undefined) {
      const { writeComparison } = await import('./report.ts');
      const compared = {
        models: names,
        paths: [first, second] as const,
        hashes: [files[0].sha256, files[1].sha256] as const,
        data: dataset.name,
        images,
        nameOf: (label: number) => printable(dataset.classNames?.[label] ?? String(label)),
        comparison,
        probabilities,
        valid,
        verdict: valid ? output.verdict(comparison) : `No verdict. ${warning.join(' ')}`,
        command: typedCommand('compare', call.line),
      };
      await writeComparison({ report, plots }, compared, console);
    }
    console.object({
      first,
      second,
      data: dataset.name,
      ...comparison,
      ...(valid ? {} : { better: null }),
      contaminated,
      ...preprocessingKey(dataset),
      ...defined({ report, plots }),
    });
    if (console.json && !valid)
      console.info(warning.map((line) => console.err.prose(printable(line))).join('\n'));
    console.result(output.comparisonLines(names, dataset.name, comparison, warning, console.out).join('\n'));
    if (report !== undefined) tellReport(report, console);
    return 0;
  } finally {
    await kernels.close();
  }
}

/** The paths of A and B. */
function chooseTwo(operands: readonly string[]): readonly [first: string, second: string] {
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
