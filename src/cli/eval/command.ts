/** `nn eval`: how good a model is on digits it has never seen. */

import { exitCodes } from '../../errors.ts';
import type { RobustnessRow } from '../../evaluation/robustness.ts';
import { type Command, type Context, defineCommand, type Invocation } from '../shared/command.ts';
import { findModels, warnIfTrainedOn } from '../shared/model-path.ts';
import { checkImageFlags, openData, preprocessingKey } from '../shared/open-data.ts';
import { openTestSplit } from '../shared/test-split.ts';
import { percent } from '../terminal/numbers.ts';
import { printable } from '../terminal/printable.ts';
import { openProgressBar } from '../terminal/progress.ts';
import { type EvalFlags, evalFlags } from './flags.ts';

export const evalCommand: Command = defineCommand({
  name: 'eval',
  about:
    'Measures a model on the test part of a data set, which is never used in training: accuracy with its 95% ' +
    'interval, how often the second guess is right, loss, calibration, and the mistakes that it was surest of.',
  operands: ['[model...]', 'files of models, the same as with --model'],
  flags: evalFlags,
  examples: [
    ['nn eval', 'your last model, on 1,000 digits'],
    ['nn eval --data mnist', 'on all 10,000, once fetched'],
    ['nn eval --data mydigits', 'on pictures of yours'],
    ['nn eval --details --robustness', 'all there is to know'],
    ['nn eval models/full.json --json', 'for other programs'],
    ['nn eval a.json b.json', 'two nets that read together, an ensemble'],
    ['nn eval --min-accuracy 0.97 --quiet', 'a gate: exit code 6 if worse'],
  ],
  run,
});

async function run(call: Invocation<EvalFlags>, { console }: Context): Promise<number> {
  const { threads, backend, minAccuracy, details } = call.flags;
  checkImageFlags('eval', call);
  const onRemark = (line: string): void => console.info(printable(line));
  const asked = [...(call.flags.model ?? []), ...call.operands];
  const paths = findModels(asked.length === 0 ? undefined : asked, onRemark);
  const named = paths.join(', ');
  console.info(`Measuring ${printable(named)} on ${printable(call.flags.data)}`);
  for (const path of new Set(paths)) warnIfTrainedOn(path, call.flags.data, onRemark);
  const [{ createKernels }, { evaluate }, { datasetHash }, { readModels }, output, bar] = await Promise.all([
    import('../../node/kernels.ts'),
    import('../../evaluation/evaluate.ts'),
    import('../../dataset/hash.ts'),
    import('../../node/model-store.ts'),
    import('./output.ts'),
    openProgressBar(console),
  ]);
  const models = await readModels(paths);
  const dataset = await openData(call, { test: true }, console, bar);
  const images = openTestSplit(dataset);
  const hash = await datasetHash(images);
  if (models.some((model) => model.training?.data.hash === hash)) {
    console.info('These are the images that the model has learnt from: it will do worse on others');
  }
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
    const evaluation = await evaluate(models, images, kernels, (done) => onProgress(done, images.count));
    let robustness: readonly RobustnessRow[] | null = null;
    if (call.flags.robustness) {
      const { measureRobustness } = await import('../../evaluation/robustness.ts');
      robustness = await measureRobustness(models, images, kernels, show('robustness'));
    }
    console.attach(null);
    const changed = robustness === null ? {} : { robustness };
    console.object({
      model: named,
      models: paths,
      data: dataset.name,
      ...evaluation,
      ...changed,
      ...preprocessingKey(dataset),
    });
    const nameOf = (label: number): string => printable(dataset.classNames?.[label] ?? String(label));
    if (!console.quiet && !console.json) {
      const measured = { model: named, data: dataset.name, images, nameOf, evaluation, robustness };
      await output.printEvaluation(measured, details, console);
    }
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
