/** `nn data show`: some images of a data set, with their labels. */

import { DataError } from '../../errors.ts';
import { type Command, type Context, defineCommand, type Invocation } from '../shared/command.ts';
import { CommandLineError } from '../shared/command-line-error.ts';
import { DEFAULT_DATA } from '../shared/defaults.ts';
import { commonFlags, dataDirFlag, oneOf, wholeNumber } from '../shared/flags.ts';
import { count as formatCount } from '../terminal/numbers.ts';
import { printable } from '../terminal/printable.ts';
import { oneOperand } from './names.ts';
import { ALLOGRAPHS, showAllographs } from './show-allographs.ts';

const GROUP = 'Which images:';
const PARTS = ['train', 'test'] as const;

const flags = {
  part: {
    term: '--part <name>',
    text: 'from which part',
    hint: `${PARTS.join(', ')}; default ${PARTS[0]}`,
    group: GROUP,
    fallback: PARTS[0],
    parse: oneOf('--part', PARTS),
  },
  count: {
    term: '--count <n>',
    text: 'how many',
    hint: `1 to 1000, default 10; of ${ALLOGRAPHS}, one of each style`,
    group: GROUP,
    fallback: 10,
    parse: wholeNumber('--count', 1, 1000),
  },
  seed: {
    term: '--seed <n>',
    text: 'which of them: the same seed shows the same images',
    hint: '0 to 2^53 - 1, default 1',
    group: GROUP,
    fallback: 1,
    parse: wholeNumber('--seed', 0, Number.MAX_SAFE_INTEGER),
  },
  dataDir: dataDirFlag,
  ...commonFlags,
};

export const showCommand: Command = defineCommand({
  name: 'show',
  about:
    'Draws some images of a data set, with their labels and their places in it, the first being 0; or the styles in ' +
    'which digits are written, as --styles of nn train draws them.',
  summary: 'draw some of its images, with their labels',
  operands: [
    '[name|path]',
    `a data set, as train and eval take it with --data, or ${ALLOGRAPHS} (default: ${DEFAULT_DATA})`,
  ],
  flags,
  examples: [
    ['nn data show', `ten digits of ${DEFAULT_DATA}`],
    ['nn data show fashion-mnist --count 5', 'five pieces of clothing'],
    [`nn data show ${ALLOGRAPHS}`, 'how the world writes its digits'],
    ['nn data show ~/mnist --part test --seed 7', 'others, from a folder'],
  ],
  run,
});

async function run(call: Invocation<typeof flags>, { console }: Context): Promise<number> {
  const { part, count, seed, dataDir } = call.flags;
  const data = oneOperand('show', call.operands) ?? DEFAULT_DATA;
  if (data === ALLOGRAPHS) {
    if (call.given.has('part')) {
      throw new CommandLineError(
        `--part: ${ALLOGRAPHS} are drawn anew, and have no parts`,
        'See: nn help data show',
      );
    }
    return showAllographs(console, seed, call.given.has('count') ? count : undefined);
  }
  const [{ openDataset }, { Random }, { IMAGE_PIXELS, IMAGE_WIDTH }, { digitRows }] = await Promise.all([
    import('../../node/dataset/open.ts'),
    import('../../random.ts'),
    import('../../dataset/dataset.ts'),
    import('../terminal/digit-row.ts'),
  ]);
  const dataset = await openDataset(data, { [part]: true }, { dataDir });
  const images = dataset[part];
  if (images === null || images.count === 0) {
    throw new DataError(`${dataset.name}: has no images in its ${part} part; see --part`);
  }
  const places = Random.stream(seed, 'show').shuffle(Uint32Array.from({ length: images.count }, (_, k) => k));
  const shown = Array.from(places.subarray(0, count), (index) => {
    const label = images.labels[index];
    const pixels = images.images.subarray(index * IMAGE_PIXELS, (index + 1) * IMAGE_PIXELS);
    return { index, label, name: dataset.classNames?.[label], pixels };
  });
  for (const { index, label, name, pixels } of shown) {
    console.object({ index, label, ...(name === undefined ? {} : { name }), pixels: Array.from(pixels) });
  }
  const { paint, columns } = console.out;
  const cells = shown.map(({ index, label, name, pixels }) => ({
    pixels,
    caption: [...(name === undefined ? [String(label)] : [name, String(label)]), `#${index}`],
  }));
  const total = `${formatCount(shown.length)} of ${formatCount(images.count)}`;
  console.info(`${total} images in the ${part} part of ${printable(dataset.name)}`);
  console.result(digitRows(cells, IMAGE_WIDTH, columns, paint, console.blocks).join('\n'));
  return 0;
}
