/** `nn teach`: fine-tunes a model on one person's drawings. */

import { existsSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { DataError, exitCodes, UsageError } from '../../errors.ts';
import type { TrainingEvent } from '../../training/events.ts';
import type { TeachOptions } from '../../training/teach.ts';
import { type Command, type Context, defineCommand, type Invocation } from '../shared/command.ts';
import { CommandLineError } from '../shared/command-line-error.ts';
import { confirmOutput } from '../shared/confirm-output.ts';
import { DEFAULT_DATA } from '../shared/defaults.ts';
import { commonFlags, dataDirFlag, speedFlags } from '../shared/flags.ts';
import { imageFlags } from '../shared/image-flags.ts';
import { findModel, modelFlagHint } from '../shared/model-path.ts';
import { checkImageFlags, openData } from '../shared/open-data.ts';
import { lockOutput } from '../shared/output-lock.ts';
import { saveModel } from '../shared/output-path.ts';
import { withKernels } from '../shared/with-kernels.ts';
import type { Console } from '../terminal/console.ts';
import { printable } from '../terminal/printable.ts';
import { openProgressBar, type ProgressBar } from '../terminal/progress.ts';
import { teachFlags } from './flags.ts';
import { printScores, teachObject } from './output.ts';

const flags = { ...teachFlags, dataDir: dataDirFlag, ...imageFlags, ...speedFlags, ...commonFlags };

export const teachCommand: Command = defineCommand({
  name: 'teach',
  about:
    'Fine-tunes a model on pictures of your own digits, mixed with bundled digits to prevent forgetting, and ' +
    'shows before and after: on a quarter of your pictures, which are held out, and on the test digits. A model ' +
    `that got worse is not written (exit code ${exitCodes.gate}).`,
  operands: [
    '[folder]',
    'your digits: a folder of pictures (0/*.png to 9/*.png), such as the page of nn serve exports',
  ],
  flags,
  examples: [
    ['nn teach drawings', 'fine-tune on your handwriting'],
    ['nn teach drawings --no-preprocess', 'drawings exported from the page'],
    ['nn teach drawings --model a.json --out b.json', 'from one file to another'],
  ],
  ignoreEpipe: true, // a closed pipe must not cost the model
  run,
});

async function run(call: Invocation<typeof flags>, { console, onInterrupt }: Context): Promise<number> {
  const { model: asked, out, force, seed } = call.flags;
  checkImageFlags('teach', { ...call, flags: { ...call.flags, data: '' } });
  const folder = onlyFolder(call.operands);
  const path = findModel(asked, (line) => console.info(printable(line)));
  const { checkDataset, datasetNames } = await import('../../node/dataset/open.ts');
  if (!datasetNames.includes(folder) && !existsSync(folder)) {
    throw new DataError(`teach: there is no folder ${folder}`);
  }
  await checkDataset(folder);
  const replaces = await confirmOutput(out, force || path === out, console);
  const unlock = await lockOutput(out, '--out', (line) => console.info(printable(line)));
  try {
    const { teach } = await import('../../training/teach.ts');
    const bar = await openProgressBar(console);
    const inputs = await readInputs(path, folder, call, console, bar);
    const stop = new AbortController();
    onInterrupt(() => stop.abort());
    const result = await withKernels(call.flags, console, async (kernels) => {
      console.info(`Teaching ${printable(path)} from ${printable(folder)}`);
      const onEvent = (event: TrainingEvent): void => showProgress(event, bar);
      const taught = await teach({ ...inputs, kernels, seed, signal: stop.signal, onEvent });
      await setImmediate(); // handles a Ctrl-C during the last batches
      return taught;
    });
    console.attach(null);
    if (stop.signal.aborted) return exitCodes.interrupted;
    printScores(result, console);
    if (result.verdict === 'worse' && !force) {
      console.object({ event: 'done', model: null, ...teachObject(result) });
      console.error(
        `the taught model got worse, and ${printable(out)} was not written`,
        'To write it all the same: --force',
      );
      return exitCodes.gate;
    }
    const saved = await saveModel(out, replaces, result.model);
    console.object({ event: 'done', model: saved.path, sha256: saved.sha256, ...teachObject(result) });
    console.result(`Model: ${printable(saved.path)}`);
    return 0;
  } finally {
    unlock();
  }
}

async function readInputs(
  path: string,
  folder: string,
  call: Invocation<typeof flags>,
  console: Console,
  bar: ProgressBar | null,
): Promise<Pick<TeachOptions, 'model' | 'sha256' | 'drawings' | 'rehearsal'>> {
  const [{ readModelFile }, { openDataset }] = await Promise.all([
    import('../../node/model-store.ts'),
    import('../../node/dataset/open.ts'),
  ]);
  const { model, sha256 } = await readModelFile(path);
  const dataCall = { ...call, flags: { ...call.flags, data: folder } };
  const { train: drawings } = await openData(dataCall, { train: true }, console, bar);
  if (drawings === null) throw new UsageError(`teach: ${folder} has no pictures to learn from`);
  return { model, sha256, drawings, rehearsal: await openDataset(DEFAULT_DATA) };
}

function showProgress(event: TrainingEvent, bar: ProgressBar | null): void {
  if (event.event !== 'progress') return;
  const { epoch, epochs, done, total, loss, samplesPerSecond } = event;
  bar?.update({ label: `epoch ${epoch}/${epochs}`, done, total, loss, samplesPerSecond });
}

function onlyFolder(operands: readonly string[]): string {
  const [folder, ...more] = operands;
  if (folder === undefined || folder === '') {
    throw new CommandLineError('teach: no folder of pictures given', 'For example: nn teach drawings');
  }
  const hint = modelFlagHint(folder);
  if (hint !== '') throw new CommandLineError(`teach: ${folder} is no folder of pictures`, hint);
  if (more.length > 0) throw new UsageError(`teach: takes one folder, got ${operands.length}`);
  return folder;
}
