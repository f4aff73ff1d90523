/** `nn data fetch`: downloads a data set into the user's data folder. */

import { type Command, type Context, defineCommand, type Invocation } from '../../shared/command.ts';
import { CommandLineError } from '../../shared/command-line-error.ts';
import { printable } from '../../terminal/printable.ts';
import { openProgressBar } from '../../terminal/progress.ts';
import { commandLine } from '../../terminal/shell.ts';
import { namedEntry, oneOperand } from '../names.ts';
import { type FetchFlags, fetchFlags } from './flags.ts';
import { FetchReport } from './output.ts';

export const fetchCommand: Command = defineCommand({
  name: 'fetch',
  about:
    'Downloads a data set and checks the SHA-256 of every file; --data then finds it by its ' +
    'name. Valid files are not downloaded again; interrupted downloads are resumed.',
  summary: 'download one, so that --data finds it by its name',
  operands: ['[name]', 'mnist or fashion-mnist'],
  flags: fetchFlags,
  examples: [
    ['nn data fetch mnist', '70,000 digits: 11.6 MB'],
    ['nn data fetch fashion-mnist', '70,000 images: 30.9 MB'],
    ['nn data fetch mnist --mirror http://host/mnist', 'from your own server'],
  ],
  run,
});

async function run(call: Invocation<FetchFlags>, { console, onInterrupt }: Context): Promise<number> {
  const name = oneOperand('fetch', call.operands);
  if (name === undefined) {
    throw new CommandLineError('data fetch: no data set named', 'For example: nn data fetch mnist');
  }
  const entry = await namedEntry('fetch', name);
  if (entry === null) {
    console.info(`${name} comes with nn: there is nothing to fetch`);
    return 0;
  }
  const { dataDir, mirror, timeout } = call.flags;
  const [{ join }, { dataFolder }, { fetchDataset }, bar] = await Promise.all([
    import('node:path'),
    import('../../../node/dataset/data-folder.ts'),
    import('../../../node/dataset/fetch.ts'),
    openProgressBar(console),
  ]);
  console.info(`Fetching ${entry.name} into ${printable(join(await dataFolder(dataDir), entry.name))}`);
  const interruption = new AbortController();
  onInterrupt(() => interruption.abort());
  const report = new FetchReport(console, bar, entry.name);
  const folder = await fetchDataset(entry, {
    dataDir,
    timeout,
    signal: interruption.signal,
    onEvent: (event) => report.update(event),
    ...(mirror === undefined ? {} : { mirrors: [mirror] }),
  });
  console.attach(null);
  console.object({ event: 'done', data: entry.name, folder });
  console.result(`${console.out.paint.bold(entry.name)} is in ${printable(folder)}`);
  const onFolder = dataDir === undefined ? [] : ['--data-dir', dataDir];
  console.infoLines(`Next: ${commandLine('train', '--data', entry.name, ...onFolder)}`);
  return 0;
}
