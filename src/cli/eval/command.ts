/** `nn eval`: evaluates a model on unseen digits. */

import type { LabelledImages } from '../../dataset/dataset.ts';
import { exitCodes } from '../../errors.ts';
import type { Mistake } from '../../evaluation/evaluation.ts';
import type { Kernels } from '../../matrix/kernels.ts';
import type { Model } from '../../network/model.ts';
import { evaluationFigureNames } from '../../report/figure-names.ts';
import { type Command, type Context, defineCommand, type Invocation } from '../shared/command.ts';
import { contaminationLines, findContaminated, printContamination } from '../shared/contamination.ts';
import { DEFAULT_DATA, DEFAULT_MODEL } from '../shared/defaults.ts';
import { defined } from '../shared/flags.ts';
import { findModels, modelName } from '../shared/model-path.ts';
import { checkImageFlags, openData, preprocessingKey } from '../shared/open-data.ts';
import { warnIfTransposed } from '../shared/orientation.ts';
import { checkPlots } from '../shared/plots-output.ts';
import { remarkOn } from '../shared/remark.ts';
import { checkReport, tellReport } from '../shared/report-flags.ts';
import { openTestSplit } from '../shared/test-split.ts';
import { typedCommand } from '../shared/typed-command.ts';
import { withKernels } from '../shared/with-kernels.ts';
import type { Console } from '../terminal/console.ts';
import { percent } from '../terminal/numbers.ts';
import { printable } from '../terminal/printable.ts';
import { imageProgress, openProgressBar, type ProgressBar } from '../terminal/progress.ts';
import { commandLine } from '../terminal/shell.ts';
import { type EvalFlags, evalFlags } from './flags.ts';
import type { Evaluated } from './report.ts';

export const evalCommand: Command = defineCommand({
  name: 'eval',
  about:
    'Evaluates a model on the test split of a data set, which is never used in training: accuracy with its 95% ' +
    'interval, top-2 accuracy, loss, calibration, and the most confident mistakes.',
  operands: ['[model...]', 'model files, as with --model'],
  flags: evalFlags,
  examples: [
    ['nn eval', 'your last model, on 1,000 digits'],
    ['nn eval --data mnist', 'on 10,000 test digits'],
    ['nn eval --data mydigits', 'on your own pictures'],
    ['nn eval --details --robustness', 'all metrics'],
    ['nn eval --report report.html', 'as an HTML report'],
    ['nn eval models/full.json --json', 'for other programs'],
    ['nn eval a.json b.json', 'an ensemble of two'],
    ['nn eval --min-accuracy 0.97 --quiet', 'exit code 6 if worse'],
  ],
  run,
});

/** Below this accuracy, the images may be at fault. */
const READ_BADLY = 0.7;

async function run(call: Invocation<EvalFlags>, { console }: Context): Promise<number> {
  checkImageFlags('eval', call);
  await checkReport(call.flags, [DEFAULT_MODEL, ...(call.flags.model ?? []), ...call.operands]);
  await checkPlots(call.flags, evaluationFigureNames);
  const asked = [...(call.flags.model ?? []), ...call.operands];
  const paths = findModels(asked.length === 0 ? undefined : asked, remarkOn(console));
  const model = paths.map(modelName).join(', ');
  console.info(`Evaluating ${printable(model)} on ${printable(call.flags.data)}`);
  const { readModels } = await import('../shared/kept-models.ts');
  const models = await readModels(paths);
  const bar = await openProgressBar(console);
  const dataset = await openData(call, { test: true }, console, bar);
  const { name: data, classNames } = dataset;
  const images = openTestSplit(dataset);
  const contaminated = await findContaminated(paths, models, data, images);
  const warning = contaminationLines(contaminated, 'eval', data, asked);
  const nameOf = (label: number): string => printable(classNames?.[label] ?? String(label));
  return withKernels(call.flags, console, async (kernels) => {
    const measurements = await measureModels(models, images, call.flags.robustness, kernels, bar);
    console.attach(null);
    const command = typedCommand('eval', call.line);
    const evaluated = { ...measurements, model, data, images, nameOf, warning, paths, models, command };
    const { evaluation, robustness } = measurements;
    const { report, plots } = call.flags;
    if (report !== undefined || plots !== undefined) {
      const { writeEvaluation } = await import('./report.ts');
      await writeEvaluation({ report, plots }, evaluated, kernels, console);
    }
    console.object({
      model: paths.join(', '),
      models: paths,
      data,
      ...evaluation,
      ...(robustness === null ? {} : { robustness }),
      contaminated,
      ...preprocessingKey(dataset),
      ...defined({ report, plots }),
    });
    const { printDegenerate, printEvaluation } = await import('./output.ts');
    if (console.quiet || console.json) printContamination(warning, console);
    else {
      await printEvaluation(evaluated, call.flags.details, console);
      if (!call.flags.details && robustness === null)
        printMore(evaluation.mistakes[0], call.flags.data, asked, console);
    }
    if (report !== undefined) tellReport(report, console);
    if (classNames === undefined && evaluation.accuracy < READ_BADLY)
      await warnIfTransposed(images, kernels, console, call.flags.transpose, models);
    printDegenerate(evaluation, nameOf, console);
    return checkGate(evaluation.accuracy, call.flags.minAccuracy, console);
  });
}

/** @param isRobust whether to measure robustness as well */
async function measureModels(
  models: readonly Model[],
  images: LabelledImages,
  isRobust: boolean,
  kernels: Kernels,
  bar: ProgressBar | null,
): Promise<Pick<Evaluated, 'probabilities' | 'evaluation' | 'robustness'>> {
  const [{ probabilitiesOf }, { measure }] = await Promise.all([
    import('../../evaluation/evaluate.ts'),
    import('../../evaluation/metrics.ts'),
  ]);
  const onProgress = imageProgress(bar, 'eval');
  const probabilities = await probabilitiesOf(models, images, kernels, (done) =>
    onProgress(done, images.count),
  );
  const evaluation = measure(probabilities, images.labels);
  if (!isRobust) return { probabilities, evaluation, robustness: null };
  const { measureRobustness } = await import('../../evaluation/robustness.ts');
  const robustness = await measureRobustness(models, images, kernels, imageProgress(bar, 'robustness'));
  return { probabilities, evaluation, robustness };
}

/** Reports an accuracy below the minimum. @returns the exit code */
function checkGate(accuracy: number, minAccuracy: number | undefined, console: Console): number {
  if (minAccuracy === undefined || accuracy >= minAccuracy) return 0;
  console.error(`accuracy ${percent(accuracy)} is below the ${percent(minAccuracy)} of --min-accuracy`);
  return exitCodes.gate;
}

/** Suggests flags that show more. */
function printMore(
  mistake: Mistake | undefined,
  data: string,
  models: readonly string[],
  console: Console,
): void {
  console.info('More: --details (confusion matrix, each class, calibration), --robustness');
  if (mistake === undefined || models.length > 1) return;
  const onData = data === DEFAULT_DATA ? [] : ['--data', data];
  const [model] = models;
  const onModel = model === undefined ? [] : ['--model', model];
  console.infoLines(
    `Why: ${commandLine('explain', '--index', String(mistake.index), ...onData, ...onModel)}`,
  );
}
