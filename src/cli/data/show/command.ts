/** `nn data show`: some images of a data set, with their labels. */

import { DataError } from '../../../errors.ts';
import { type Command, type Context, defineCommand, type Invocation } from '../../shared/command.ts';
import { CommandLineError } from '../../shared/command-line-error.ts';
import { DEFAULT_DATA } from '../../shared/defaults.ts';
import { checkIndex } from '../../shared/split-flags.ts';
import { count as formatCount } from '../../terminal/numbers.ts';
import { printable } from '../../terminal/printable.ts';
import { oneOperand } from '../names.ts';
import { ALLOGRAPHS, showAllographs } from './allographs.ts';
import { type ShowFlags, showFlags } from './flags.ts';

export const showCommand: Command = defineCommand({
  name: 'show',
  about:
    'Draws some images of a data set, with their labels and zero-based indices; or the styles in ' +
    'which digits are written, as --styles of nn train draws them.',
  summary: 'draw some of its images, with their labels',
  operands: [
    '[name|path]',
    `a data set, as train and eval take it with --data, or ${ALLOGRAPHS} (default: ${DEFAULT_DATA})`,
  ],
  flags: showFlags,
  examples: [
    ['nn data show', `ten digits of ${DEFAULT_DATA}`],
    ['nn data show --split test --index 502', 'one of its test images'],
    ['nn data show fashion-mnist --count 5', 'five pieces of clothing'],
    [`nn data show ${ALLOGRAPHS}`, 'writing styles of the world'],
    ['nn data show ~/mnist --split test --seed 7', 'other images, from a folder'],
  ],
  run,
});

async function run(call: Invocation<ShowFlags>, { console }: Context): Promise<number> {
  const { split, index: only, count, seed, dataDir } = call.flags;
  const data = oneOperand('show', call.operands) ?? DEFAULT_DATA;
  if (data === ALLOGRAPHS) {
    for (const key of ['split', 'index'] as const) {
      if (!call.given.has(key)) continue;
      const message = `--${key}: ${ALLOGRAPHS} are drawn anew, and have no splits`;
      throw new CommandLineError(message, 'See: nn help data show');
    }
    return showAllographs(console, seed, call.given.has('count') ? count : undefined);
  }
  const [{ openDataset }, { Random }, { IMAGE_PIXELS }, { printImages }] = await Promise.all([
    import('../../../node/dataset/open.ts'),
    import('../../../random.ts'),
    import('../../../dataset/dataset.ts'),
    import('./output.ts'),
  ]);
  const dataset = await openDataset(data, { [split]: true }, { dataDir });
  const images = dataset[split];
  if (images === null || images.count === 0) {
    throw new DataError(`${dataset.name}: has no ${split} split; see --split`);
  }
  if (only !== undefined) checkIndex(only, images.count, split, dataset.name);
  const all = Uint32Array.from({ length: images.count }, (_, k) => k);
  const chosen = only === undefined ? Random.stream(seed, 'show').shuffle(all).subarray(0, count) : [only];
  const shown = Array.from(chosen, (index) => {
    const label = images.labels[index];
    const pixels = images.images.subarray(index * IMAGE_PIXELS, (index + 1) * IMAGE_PIXELS);
    return { index, label, name: dataset.classNames?.[label], pixels };
  });
  const total = `${formatCount(shown.length)} of ${formatCount(images.count)}`;
  console.info(`${total} images in the ${split} split of ${printable(dataset.name)}`);
  printImages(shown, console);
  return 0;
}
