/** `nn data list`: which data sets there are, and which are here. */

import { type Command, type Context, defineCommand, type Invocation } from '../shared/command.ts';
import { commonFlags, dataDirFlag } from '../shared/flags.ts';
import { byteCount, count } from '../terminal/numbers.ts';
import { printable } from '../terminal/printable.ts';

const flags = { dataDir: dataDirFlag, ...commonFlags };

export const listCommand: Command = defineCommand({
  name: 'list',
  about:
    'Lists the data sets that --data knows by name: what they are, how large, and whether they are here.',
  summary: 'which data sets there are, and which are here (also without list)',
  flags,
  examples: [
    ['nn data list', 'all of them'],
    ['nn data list --json', 'a JSON object each'],
  ],
  run,
});

interface Listed {
  readonly name: string;
  readonly about: string;
  readonly train: number;
  readonly test: number;
  /** `incomplete`: some of its files are missing. */
  readonly state: 'built-in' | 'fetched' | 'incomplete' | 'absent';
  /** To download; 0 where there is no need. */
  readonly bytes: number;
  readonly folder: string | null;
  readonly licence: string;
}

async function run(call: Invocation<typeof flags>, { console }: Context): Promise<number> {
  const sets = await listSets(call.flags.dataDir);
  const { paint } = console.out;
  const widest = Math.max(...sets.map(({ name }) => name.length));
  for (const set of sets) {
    console.object(set);
    const images = `${count(set.train)} + ${count(set.test)} images`;
    console.result(
      [
        `${paint.bold(set.name.padEnd(widest))}  ${images}, ${stateText(set)}`,
        `${' '.repeat(widest)}  ${paint.dim(set.about)}`,
      ].join('\n'),
    );
  }
  return 0;
}

async function listSets(dataDir: string | undefined): Promise<Listed[]> {
  const [{ join }, { catalog, downloadLength }, { dataFolder }, { EMBEDDED_NAME, EMBEDDED_COUNTS }, verify] =
    await Promise.all([
      import('node:path'),
      import('../../dataset/catalog.ts'),
      import('../../node/dataset/data-folder.ts'),
      import('../../dataset/packed-digits.ts'),
      import('../../node/dataset/verify.ts'),
    ]);
  const kept = await dataFolder(dataDir);
  const builtIn: Listed = {
    name: EMBEDDED_NAME,
    about: "handwritten digits: the first 10,000 of MNIST's training images",
    ...EMBEDDED_COUNTS,
    state: 'built-in',
    bytes: 0,
    folder: null,
    licence: catalog[0].licence,
  };
  const fetchable = catalog.map(async (entry): Promise<Listed> => {
    const folder = join(kept, entry.name);
    const missing = await verify.missingFiles(entry, folder);
    const { name, about, train, test, licence, files } = entry;
    const state = missing.length === 0 ? 'fetched' : missing.length < files.length ? 'incomplete' : 'absent';
    return { name, about, train, test, state, bytes: downloadLength(entry), folder, licence };
  });
  return [builtIn, ...(await Promise.all(fetchable))];
}

function stateText({ name, state, bytes, folder }: Listed): string {
  switch (state) {
    case 'built-in':
      return 'in the package';
    case 'fetched':
      return folder === null ? 'here' : `here, in ${printable(folder)}`;
    case 'incomplete':
      return `not all of it here: nn data fetch ${name}`;
    case 'absent':
      return `${byteCount(bytes)}: nn data fetch ${name}`;
  }
}
