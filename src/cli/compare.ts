/** `nn compare`: whether one model reads more digits than another, or only seems to. */

import { UsageError } from '../errors.ts';
import { type Call, type Command, type Context, defineCommand } from './command.ts';
import { checkPictureFlags, openData, picturesKey } from './data.ts';
import { DEFAULT_MODEL } from './defaults.ts';
import { findModel, shippedPath, tellIfLearnt } from './model-path.ts';
import { commonFlags, dataDirFlag, speedFlags } from './options.ts';
import { pictureFlags } from './picture-flags.ts';
import { printable } from './terminal/printable.ts';
import { openProgressBar } from './terminal/progress.ts';
import { testDataFlag, testPart } from './test-part.ts';

const flags = { data: testDataFlag, dataDir: dataDirFlag, ...pictureFlags, ...speedFlags, ...commonFlags };

export const compareCommand: Command = defineCommand({
  name: 'compare',
  about:
    'Shows the same test digits to two models, A and B, and tells which reads more of them, and whether that is more ' +
    "than chance would make it (McNemar's exact test).",
  operands: [
    '[model...]',
    `files of models: A and B, or A alone to compare it with the one that ships with nn; default ${DEFAULT_MODEL}`,
  ],
  flags,
  examples: [
    ['nn compare models/a.json models/b.json', 'on 1,000 digits'],
    ['nn compare a.json b.json --data mnist', 'on the official 10,000 test digits'],
    ['nn compare', 'yours with the one that ships with nn'],
  ],
  run,
});

async function run(call: Call<typeof flags>, { console }: Context): Promise<number> {
  const { data, threads, backend } = call.flags;
  checkPictureFlags('compare', call);
  const [first, second] = chooseTwo(call.operands);
  const onRemark = (line: string): void => console.remark(printable(line));
  console.remark(`Comparing A, ${printable(first)}, with B, ${printable(second)}, on ${printable(data)}`);
  tellIfLearnt(second, data, onRemark);
  const [{ createKernels }, { compareModels }, { readModel }, { comparisonLines }, bar] = await Promise.all([
    import('../matrix/create.ts'),
    import('../training/compare.ts'),
    import('../network/model-store.ts'),
    import('./terminal/comparison.ts'),
    openProgressBar(console),
  ]);
  const models = [await readModel(first), await readModel(second)] as const;
  const dataset = await openData(call, { test: true }, console, bar);
  const images = testPart(dataset);
  const kernels = await createKernels({ backend, onRemark, ...(threads === undefined ? {} : { threads }) });
  try {
    const started = performance.now();
    const comparison = await compareModels(...models, images, kernels, (done) => {
      const samplesPerSecond = (done / (performance.now() - started)) * 1000;
      bar?.update({ label: 'compare', done, total: 2 * images.count, samplesPerSecond, loss: null });
    });
    console.attach(null);
    console.object({ first, second, data: dataset.name, ...comparison, ...picturesKey(dataset) });
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
