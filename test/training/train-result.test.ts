/** The result of a training as a promise: it is trained for whoever waits, with a loop over the events or without. */

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { createKernels } from '../../src/node/kernels.ts';
import type { TrainingEvent } from '../../src/training/events.ts';
import { type Training, train } from '../../src/training/train.ts';
import { madeDataset } from '../support/made-digits.ts';

const kernels = await createKernels({ backend: 'reference' });
const options = {
  dataset: madeDataset(60),
  kernels,
  hidden: [],
  epochs: 2,
  augment: 'none',
  styles: 0,
} as const;
const start = (): Training => train(options);

async function kindsOf(training: Training): Promise<TrainingEvent['event'][]> {
  const kinds: TrainingEvent['event'][] = [];
  for await (const { event } of training) if (event !== 'progress') kinds.push(event);
  return kinds;
}

/** A training that somebody waits for, after its first epoch. */
async function startedByResult(): Promise<Training> {
  let training: Training | undefined;
  await new Promise<void>((resolve) => {
    training = train({ ...options, epochs: 20, onCheckpoint: () => resolve() });
    training.result.catch(() => {});
  });
  return training as Training;
}

const everyEvent = ['start', 'epoch', 'epoch'];

describe('where nobody iterates', () => {
  test.each<[string, (training: Training) => Promise<unknown>]>([
    ['await', async (training) => await training.result],
    ['then', (training) => training.result.then((result) => result)],
    ['catch', (training) => training.result.catch(() => null)],
    ['finally', (training) => training.result.finally(() => {})],
    ['Promise.all', async (training) => (await Promise.all([training.result]))[0]],
  ])('%s trains', async (_, wait) => {
    const iterated = start();
    await kindsOf(iterated);
    const { model } = await iterated.result;
    const own = (await wait(start())) as Awaited<Training['result']>;
    expect(own.model.parameters).toEqual(model.parameters);
  });

  test('waiting twice trains once', async () => {
    const training = start();
    const [a, b] = await Promise.all([training.result, training.result]);
    expect(a).toBe(b);
    expect(await training.result).toBe(a);
  });

  test('an error of the training rejects it', async () => {
    await expect(train({ ...options, dataset: { ...options.dataset, train: null } }).result).rejects.toThrow(
      'no training part',
    );
    await expect(train({ ...options, epochs: 0 }).result).rejects.toThrow(/^epochs: must be/);
  });

  test('a process waits for it, and does not end with code 13', async () => {
    const library = JSON.stringify(new URL('../../dist/index.js', import.meta.url).href);
    const program = `
      import { createKernels, openDataset, train } from ${library};
      const { train: { images, labels }, ...rest } = await openDataset('mnist-10k');
      const dataset = { ...rest, train: { count: 50, images: images.slice(0, 39200), labels: labels.slice(0, 50) } };
      const kernels = await createKernels({ threads: 1 });
      const { model } = await train({ dataset, kernels, epochs: 1, hidden: [], styles: 0 }).result;
      console.log(model.training.history.length);`;
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--input-type=module',
      '--eval',
      program,
    ]);
    expect(stdout).toBe('1\n');
  });
});

describe('with a loop', () => {
  test('that follows the call that waits, the loop receives every event', async () => {
    const training = start();
    const done = training.result.then(({ epochs }) => epochs);
    expect(await kindsOf(training)).toEqual(everyEvent);
    expect(await done).toBe(2);
  });

  test('the training goes no further than the loop asks, whoever waits', async () => {
    const training = start();
    const done = training.result.then(() => 'done');
    await training.next();
    const pause = new Promise((resolve) => setTimeout(resolve, 50, 'paused'));
    expect(await Promise.race([done, pause])).toBe('paused');
    expect(await kindsOf(training)).toEqual(everyEvent.slice(1));
    expect(await done).toBe('done');
  });

  test('that begins after the end, it receives nothing', async () => {
    const training = start();
    await training.result;
    expect(await kindsOf(training)).toEqual([]);
  });

  test('that begins in the middle, it takes over', async () => {
    const training = await startedByResult();
    const kinds = await kindsOf(training);
    expect(kinds).toContain('epoch');
    expect(kinds).not.toContain('start');
    expect((await training.result).epochs).toBe(20);
    const left = await startedByResult();
    for await (const _ of left) break;
    await expect(left.result).rejects.toThrow('the iteration over the training ended early');
  });

  test.each<[string, (training: Training) => Promise<unknown>]>([
    ['return', (training) => training.return(undefined as never)],
    ['throw', (training) => training.throw(new Error('no')).catch(() => {})],
  ])('%s before the first event rejects it', async (_, end) => {
    const training = start();
    await end(training);
    await expect(training.result).rejects.toThrow('ended early');
    expect(await kindsOf(training)).toEqual([]);
  });
});
