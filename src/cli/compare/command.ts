/** `nn compare`: whether one model reads more digits than another, or only seems to. */

import { UsageError } from '../../errors.ts';
import { type Command, type Context, defineCommand, type Invocation } from '../shared/command.ts';
import { DEFAULT_MODEL } from '../shared/defaults.ts';
import { findModel, shippedPath, warnIfTrainedOn } from '../shared/model-path.ts';
import { checkImageFlags, openData, preprocessingKey } from '../shared/open-data.ts';
import { openTestSplit } from '../shared/test-split.ts';
import { printable } from '../terminal/printable.ts';
import { openProgressBar } from '../terminal/progress.ts';
import { type CompareFlags, compareFlags } from './flags.ts';

export const compareCommand: Command = defineCommand({
  name: 'compare',
  about:
    'Shows the same test digits to two models, A and B, and tells which reads more of them, and whether that is more ' +
    "than chance would make it (McNemar's exact test).",
  operands: [
    '[model...]',
    `files of models: A and B, or A alone to compare it with the one that ships with nn; default ${DEFAULT_MODEL}`,
  ],
  flags: compareFlags,
  examples: [
    ['nn compare models/a.json models/b.json', 'on 1,000 digits'],
    ['nn compare a.json b.json --data mnist', 'on the official 10,000 test digits'],
    ['nn compare', 'yours with the one that ships with nn'],
  ],
  run,
});

async function run(call: Invocation<CompareFlags>, { console }: Context): Promise<number> {
  const { data, threads, backend } = call.flags;
  checkImageFlags('compare', call);
  const [first, second] = chooseTwo(call.operands);
  const onRemark = (line: string): void => console.info(printable(line));
  console.info(`Comparing A, ${printable(first)}, with B, ${printable(second)}, on ${printable(data)}`);
  warnIfTrainedOn(second, data, onRemark);
  const [{ createKernels }, { compareModels }, { readModel }, { comparisonLines }, bar] = await Promise.all([
    import('../../node/kernels.ts'),
    import('../../evaluation/compare.ts'),
    import('../../node/model-store.ts'),
    import('./output.ts'),
    openProgressBar(console),
  ]);
  const models = [await readModel(first), await readModel(second)] as const;
  const dataset = await openData(call, { test: true }, console, bar);
  const images = openTestSplit(dataset);
  const kernels = await createKernels({ backend, onRemark, ...(threads === undefined ? {} : { threads }) });
  try {
    const started = performance.now();
    const comparison = await compareModels(...models, images, kernels, (done) => {
      const samplesPerSecond = (done / (performance.now() - started)) * 1000;
      bar?.update({ label: 'compare', done, total: 2 * images.count, samplesPerSecond, loss: null });
    });
    console.attach(null);
    console.object({ first, second, data: dataset.name, ...comparison, ...preprocessingKey(dataset) });
    console.result(comparisonLines(first, second, dataset.name, comparison, console.out.paint).join('\n'));
    return 0;
  } finally {
    await kernels.close();
  }
}

/** Paths of A and B. */
function chooseTwo(operands: readonly string[]): readonly [first: string, second: string] {
  if (operands.length > 2) throw new UsageError(`compare: takes two models, got ${operands.length}`);
  if (operands.includes('')) throw new UsageError('compare: the name of a model is empty');
  const [first, second] = operands;
  if (first !== undefined && second !== undefined) return [first, second];
  const shipped = shippedPath();
  if (shipped === null) {
    throw new UsageError(
      'compare: give two models, such as: nn compare models/a.json models/b.json (none ships with this nn)',
    );
  }
  return [first ?? findModel(undefined, () => {}), shipped];
}
