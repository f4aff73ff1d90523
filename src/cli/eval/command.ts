/** `nn eval`: evaluates a model on unseen digits. */

import { exitCodes } from '../../errors.ts';
import type { Mistake } from '../../evaluation/evaluation.ts';
import type { RobustnessRow } from '../../evaluation/robustness.ts';
import { evaluationFigureNames } from '../../report/figure-names.ts';
import { type Command, type Context, defineCommand, type Invocation } from '../shared/command.ts';
import { contaminationLines, findContaminated } from '../shared/contamination.ts';
import { DEFAULT_DATA } from '../shared/defaults.ts';
import { defined } from '../shared/flags.ts';
import { findModels, modelName } from '../shared/model-path.ts';
import { checkImageFlags, openData, preprocessingKey } from '../shared/open-data.ts';
import { warnIfTransposed } from '../shared/orientation.ts';
import { checkPlots } from '../shared/plots-output.ts';
import { remarkOn } from '../shared/remark.ts';
import { checkReport, tellReport } from '../shared/report-flags.ts';
import { openTestSplit } from '../shared/test-split.ts';
import { typedCommand } from '../shared/typed-command.ts';
import { percent } from '../terminal/numbers.ts';
import { printable } from '../terminal/printable.ts';
import { openProgressBar } from '../terminal/progress.ts';
import { commandLine } from '../terminal/shell.ts';
import { type EvalFlags, evalFlags } from './flags.ts';

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
  const { threads, backend, minAccuracy, details } = call.flags;
  checkImageFlags('eval', call);
  await checkReport(call.flags);
  await checkPlots(call.flags, evaluationFigureNames);
  const onRemark = remarkOn(console);
  const asked = [...(call.flags.model ?? []), ...call.operands];
  const paths = findModels(asked.length === 0 ? undefined : asked, onRemark);
  const named = paths.join(', ');
  console.info(`Evaluating ${printable(paths.map(modelName).join(', '))} on ${printable(call.flags.data)}`);
  const [{ createKernels }, { probabilitiesOf }, { measure }, { readModels }, output, bar] =
    await Promise.all([
      import('../../node/kernels.ts'),
      import('../../evaluation/evaluate.ts'),
      import('../../evaluation/metrics.ts'),
      import('../../node/model-store.ts'),
      import('./output.ts'),
      openProgressBar(console),
    ]);
  const models = await readModels(paths);
  const dataset = await openData(call, { test: true }, console, bar);
  const images = openTestSplit(dataset);
  const contaminated = await findContaminated(paths, models, dataset.name, images);
  const show = (label: string) => {
    const started = performance.now();
    return (done: number, total: number): void => {
      const samplesPerSecond = (done / (performance.now() - started)) * 1000;
      bar?.update({ label, done, total, samplesPerSecond, loss: null });
    };
  };
  const kernels = await createKernels({ backend, onRemark, ...(threads === undefined ? {} : { threads }) });
  try {
    const onProgress = show('eval');
    const probabilities = await probabilitiesOf(models, images, kernels, (done) =>
      onProgress(done, images.count),
    );
    const evaluation = measure(probabilities, images.labels);
    let robustness: readonly RobustnessRow[] | null = null;
    if (call.flags.robustness) {
      const { measureRobustness } = await import('../../evaluation/robustness.ts');
      robustness = await measureRobustness(models, images, kernels, show('robustness'));
    }
    console.attach(null);
    const nameOf = (label: number): string => printable(dataset.classNames?.[label] ?? String(label));
    const warning = contaminationLines(contaminated, 'eval', dataset.name, asked);
    const { name: data } = dataset;
    const model = paths.map(modelName).join(', ');
    const measured = { model, data, images, nameOf, evaluation, robustness, warning };
    const { report, plots } = call.flags;
    if (report !== undefined || plots !== undefined) {
      const { writeEvaluation } = await import('./report.ts');
      const command = typedCommand('eval', call.line);
      const evaluated = { ...measured, probabilities, paths, models, command };
      await writeEvaluation({ report, plots }, evaluated, kernels, console);
    }
    const changed = robustness === null ? {} : { robustness };
    console.object({
      model: named,
      models: paths,
      data: dataset.name,
      ...evaluation,
      ...changed,
      contaminated,
      ...preprocessingKey(dataset),
      ...defined({ report, plots }),
    });
    if (!console.quiet && !console.json) {
      await output.printEvaluation(measured, details, console);
      if (!details && robustness === null) console.info(more(evaluation.mistakes[0], call.flags.data, asked));
    } else if (contaminated.length > 0) {
      console.info(warning.map((line) => console.err.prose(printable(line))).join('\n'));
    }
    if (report !== undefined) tellReport(report, console);
    if (dataset.classNames === undefined && evaluation.accuracy < READ_BADLY)
      await warnIfTransposed(images, kernels, console, call.flags.transpose, models);
    output.printDegenerate(evaluation, nameOf, console);
    if (minAccuracy === undefined || evaluation.accuracy >= minAccuracy) return 0;
    console.error(
      `accuracy ${percent(evaluation.accuracy)} is below the ${percent(minAccuracy)} of --min-accuracy`,
    );
    return exitCodes.gate;
  } finally {
    await kernels.close();
  }
}

/** Suggests flags that show more. */
function more(mistake: Mistake | undefined, data: string, models: readonly string[]): string {
  const onData = data === DEFAULT_DATA ? [] : ['--data', data];
  const [model, other] = models;
  const onModel = model === undefined ? [] : ['--model', model];
  const explain =
    mistake === undefined || other !== undefined
      ? []
      : [`Why: ${commandLine('explain', '--index', String(mistake.index), ...onData, ...onModel)}`];
  return ['More: --details (confusion matrix, each class, calibration), --robustness', ...explain].join('\n');
}
