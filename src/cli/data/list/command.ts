/** `nn data list`: lists the data sets, and whether they are available. */

import { type Command, type Context, defineCommand, type Invocation } from '../../shared/command.ts';
import { commonFlags, dataDirFlag } from '../../shared/flags.ts';
import { type ListedDataset, printDatasets } from './output.ts';

const flags = { dataDir: dataDirFlag, ...commonFlags };

export const listCommand: Command = defineCommand({
  name: 'list',
  about: 'Lists the data sets that --data knows by name: contents, size, and whether they are downloaded.',
  summary: 'which data sets there are, and which are here (also without list)',
  flags,
  examples: [
    ['nn data list', 'all of them'],
    ['nn data list --json', 'as JSON'],
  ],
  run,
});

async function run(call: Invocation<typeof flags>, { console }: Context): Promise<number> {
  const sets = await listSets(call.flags.dataDir);
  printDatasets(sets, console);
  return 0;
}

async function listSets(dataDir: string | undefined): Promise<ListedDataset[]> {
  const [{ join }, { catalog, downloadLength }, { dataFolder }, { EMBEDDED_NAME, EMBEDDED_COUNTS }, verify] =
    await Promise.all([
      import('node:path'),
      import('../../../dataset/catalog.ts'),
      import('../../../node/dataset/data-folder.ts'),
      import('../../../dataset/packed-digits.ts'),
      import('../../../node/dataset/verify.ts'),
    ]);
  const kept = await dataFolder(dataDir);
  const builtIn: ListedDataset = {
    name: EMBEDDED_NAME,
    about: "handwritten digits: the first 10,000 of MNIST's training images",
    ...EMBEDDED_COUNTS,
    state: 'built-in',
    bytes: 0,
    folder: null,
    licence: catalog[0].licence,
  };
  const fetchable = catalog.map(async (entry): Promise<ListedDataset> => {
    const folder = join(kept, entry.name);
    const missing = await verify.missingFiles(entry, folder);
    const { name, about, train, test, licence, files } = entry;
    const state = missing.length === 0 ? 'fetched' : missing.length < files.length ? 'incomplete' : 'absent';
    return { name, about, train, test, state, bytes: downloadLength(entry), folder, licence };
  });
  return [builtIn, ...(await Promise.all(fetchable))];
}
