/** `nn data fetch`: downloads a data set into the user's data folder. */

import type { FetchEvent } from '../../node/dataset/fetch.ts';
import { type Command, type Context, defineCommand, type Invocation } from '../shared/command.ts';
import { CommandLineError } from '../shared/command-line-error.ts';
import { commonFlags, dataDirFlag, type Flag, seconds, webAddress } from '../shared/flags.ts';
import type { Console } from '../terminal/console.ts';
import { byteCount } from '../terminal/numbers.ts';
import { printable } from '../terminal/printable.ts';
import { openProgressBar, type ProgressBar } from '../terminal/progress.ts';
import { commandLine } from '../terminal/shell.ts';
import { namedEntry, oneOperand } from './names.ts';

const GROUP = 'Data sets:';
/** `DEFAULT_TIMEOUT` of the library, which is not loaded for a help text; a test compares the two. */
export const TIMEOUT = 30;

const flags = {
  dataDir: dataDirFlag,
  mirror: {
    term: '--mirror <url>',
    text: 'fetch from this address instead: of a folder with the same files',
    hint: '',
    group: GROUP,
    fallback: undefined,
    parse: webAddress('--mirror'),
  } as Flag<string | undefined>,
  timeout: {
    term: '--timeout <seconds>',
    text: 'how long a server may be silent before the next one is tried',
    hint: `default ${TIMEOUT}`,
    group: GROUP,
    fallback: TIMEOUT,
    parse: seconds('--timeout'),
  },
  ...commonFlags,
};

export const fetchCommand: Command = defineCommand({
  name: 'fetch',
  about:
    'Downloads a data set, checks the SHA-256 of every file, and keeps it, so that --data finds it by its name from ' +
    'then on. Files that are there and right are not fetched again; a download that broke off goes on where it stopped.',
  summary: 'download one, so that --data finds it by its name',
  operands: ['[name]', 'mnist or fashion-mnist'],
  flags,
  examples: [
    ['nn data fetch mnist', '70,000 digits: 11.6 MB'],
    ['nn data fetch fashion-mnist', 'as many clothes: 30.9 MB'],
    ['nn data fetch mnist --mirror http://host/mnist', 'from a server of yours'],
  ],
  run,
});

async function run(call: Invocation<typeof flags>, { console, onInterrupt }: Context): Promise<number> {
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
    import('../../node/dataset/data-folder.ts'),
    import('../../node/dataset/fetch.ts'),
    openProgressBar(console),
  ]);
  console.info(`Fetching ${entry.name} into ${printable(join(await dataFolder(dataDir), entry.name))}`);
  const interruption = new AbortController();
  onInterrupt(() => interruption.abort());
  const teller = new Teller(console, bar, entry.name);
  const folder = await fetchDataset(entry, {
    dataDir,
    timeout,
    signal: interruption.signal,
    onEvent: (event) => teller.tell(event),
    ...(mirror === undefined ? {} : { mirrors: [mirror] }),
  });
  console.attach(null);
  console.object({ event: 'done', data: entry.name, folder });
  console.result(`${console.out.paint.bold(entry.name)} is in ${printable(folder)}`);
  const onFolder = dataDir === undefined ? [] : ['--data-dir', dataDir];
  console.info(`Next: ${commandLine('train', '--data', entry.name, ...onFolder)}`);
  return 0;
}

class Teller {
  readonly #console: Console;
  readonly #bar: ProgressBar | null;
  readonly #data: string;
  readonly #started = performance.now();
  /** Bytes that were there before anything was downloaded. */
  #first: number | null = null;

  constructor(console: Console, bar: ProgressBar | null, data: string) {
    this.#console = console;
    this.#bar = bar;
    this.#data = data;
  }

  tell(event: FetchEvent): void {
    if (event.event === 'progress') {
      this.#progress(event.done, event.total);
      return;
    }
    this.#console.object({ ...event, data: this.#data });
    this.#console.info(printable(textOf(event)));
  }

  #progress(done: number, total: number): void {
    this.#first ??= done;
    const seconds = Math.max(0.001, (performance.now() - this.#started) / 1000);
    const bytesPerSecond = (done - this.#first) / seconds;
    const speed = `${byteCount(bytesPerSecond)}/s`;
    this.#bar?.update({ label: this.#data, done, total, samplesPerSecond: 0, loss: null, speed });
  }
}

function textOf(event: Exclude<FetchEvent, { event: 'progress' }>): string {
  switch (event.event) {
    case 'present':
      return `${event.file} is there already, and right`;
    case 'flawed':
      return `${event.file} ${event.problem}: fetching it anew`;
    case 'failed':
      return `${event.mirror} ${event.problem}${event.next === null ? '' : `; trying ${event.next}`}`;
    case 'fetched': {
      const resumed = event.resumed === 0 ? '' : `, of which ${byteCount(event.resumed)} were there`;
      return `${event.file}: ${byteCount(event.bytes)} from ${new URL(event.mirror).host}${resumed}`;
    }
  }
}
