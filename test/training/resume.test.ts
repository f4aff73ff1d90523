/** A run that is cut short and resumed gives the same model, to the last bit, as one that was not. */

import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Dataset } from '../../src/dataset/dataset.ts';
import { DataError, ModelError } from '../../src/errors.ts';
import { ReferenceKernels } from '../../src/matrix/reference/reference-kernels.ts';
import { formatModel, parseModel } from '../../src/network/model-file.ts';
import type { Checkpoint } from '../../src/training/checkpoint.ts';
import { formatCheckpoint, parseCheckpoint as parse } from '../../src/training/checkpoint-file.ts';
import { TrainingDiverged } from '../../src/training/diverged.ts';
import type { TrainingOptions } from '../../src/training/trainer.ts';
import { madeDataset } from '../support/made-digits.ts';
import { type Finished, hashOf, trainToEnd } from '../support/train-to-end.ts';

const dataset = madeDataset(120);
const tiny = { dataset, hidden: [6], batchSize: 7, epochs: 4, dropout: 0.2, seed: 5 } as const;

const createSha256 = () => createHash('sha256');
const bytesOf = (checkpoint: Checkpoint): Buffer =>
  Buffer.concat([...formatCheckpoint(checkpoint, createSha256)]);
const parseCheckpoint = (bytes: Uint8Array, name: string): Checkpoint => parse(bytes, name, createSha256);
const kept = (checkpoint: Checkpoint): Checkpoint => parseCheckpoint(bytesOf(checkpoint), 'checkpoint');

async function withCheckpoints(
  options: Omit<TrainingOptions, 'kernels'>,
): Promise<{ whole: Finished; checkpoints: Checkpoint[] }> {
  const checkpoints: Checkpoint[] = [];
  const whole = await trainToEnd({
    ...options,
    onCheckpoint: (checkpoint) => checkpoints.push(kept(checkpoint)),
  });
  return { whole, checkpoints };
}

describe('a run that is resumed after any of its epochs', () => {
  test.each<[string, Partial<TrainingOptions>]>([
    ['sgd', { optimizer: 'sgd', lr: 0.2 }],
    ['momentum', { optimizer: 'momentum', schedule: 'constant' }],
    ['adam', { optimizer: 'adam', weightDecay: 0.01 }],
    ['patience', { patience: 2, epochs: 40, lr: 0.05 }],
    ['tolerance', { optimizer: 'sgd', lr: 0.05, tolerance: 0.04, epochs: 40 }],
    ['varied images', { augment: 'photo' }],
    ['a target', { targetAccuracy: 0.9, epochs: 40, lr: 0.01 }],
  ])('gives the same model: %s', async (_, options) => {
    const { whole, checkpoints } = await withCheckpoints({ ...tiny, ...options });
    expect(checkpoints.length).toBeGreaterThan(1);
    expect(checkpoints.length).toBe(whole.epochs - 1);
    for (const resume of checkpoints) {
      const rest = await trainToEnd({ dataset, resume });
      expect(hashOf(rest.model)).toBe(hashOf(whole.model));
      expect(rest).toMatchObject({ epochs: whole.epochs, stopped: whole.stopped, interrupted: false });
      expect(rest.epochEvents).toHaveLength(whole.epochs - resume.history.length);
    }
  });

  test('may be cut short again', async () => {
    const { whole, checkpoints } = await withCheckpoints(tiny);
    let [resume] = checkpoints;
    for (let session = 0; session < 2; session++) {
      const interruption = new AbortController();
      const before = resume;
      await trainToEnd(
        {
          dataset,
          resume: before,
          signal: interruption.signal,
          onCheckpoint: (next) => (resume = kept(next)),
        },
        ({ event }) => event === 'epoch' && interruption.abort(),
      );
      expect(resume.position.epoch).toBe(before.position.epoch + 1);
    }
    expect(hashOf((await trainToEnd({ dataset, resume })).model)).toBe(hashOf(whole.model));
  });
});

test('a run that is resumed in the middle of an epoch gives the same model', async () => {
  const large = { ...tiny, dataset: madeDataset(3000), hidden: [48], batchSize: 64, epochs: 2 };
  const whole = await trainToEnd(large);
  const interruption = new AbortController();
  const checkpoints: Checkpoint[] = [];
  const part = await trainToEnd(
    {
      ...large,
      signal: interruption.signal,
      onCheckpoint: (checkpoint) => checkpoints.push(kept(checkpoint)),
    },
    ({ event }) => event === 'progress' && interruption.abort(),
  );
  expect(part).toMatchObject({ interrupted: true, stopped: 'interrupted' });
  const [resume] = checkpoints;
  expect(resume.position.seen).toBeGreaterThan(0);
  expect(resume.position.seen).toBeLessThan(2700);
  const rest = await trainToEnd({ dataset: large.dataset, resume });
  expect(hashOf(rest.model)).toBe(hashOf(whole.model));
});

describe('a run that starts from a model', () => {
  const sha256 = 'a'.repeat(64);

  test('takes its weights, and starts a history of its own', async () => {
    const { model } = await trainToEnd(tiny);
    const from = { model, sha256, extend: false };
    const next = await trainToEnd({ ...tiny, lr: 1e-9, epochs: 1, from });
    const furthest = Math.max(
      ...next.model.parameters[0].map((w, k) => Math.abs(w - model.parameters[0][k])),
    );
    expect(furthest).toBeLessThan(1e-6);
    expect(next.model.training).toMatchObject({ origin: { sha256, epochs: 0 }, epoch: 1 });
    expect(next.model.training.history.map(({ epoch }) => epoch)).toEqual([1]);
  });

  test('extends it where that is asked for: plain SGD has no memory, and goes on as if it had never stopped', async () => {
    const plain = { ...tiny, optimizer: 'sgd', schedule: 'constant', lr: 0.1 } as const;
    const { model } = await trainToEnd({ ...plain, epochs: 2 });
    const more = await trainToEnd({ ...plain, epochs: 5, from: { model, sha256, extend: true } });
    const whole = await trainToEnd({ ...plain, epochs: 5 });
    expect(more.model.parameters).toEqual(whole.model.parameters);
    expect(more.model.training.history).toEqual(whole.model.training.history);
    expect(more.model.training.origin).toEqual({ sha256, epochs: 2 });
  });

  test('keeps the data of all models before it, also through checkpoints and files', async () => {
    const named = (name: string, count: number): Dataset => ({ ...madeDataset(count), name });
    const short = { ...tiny, epochs: 2 };
    const first = await trainToEnd({ ...short, dataset: named('first', 40) });
    const from = ({ model }: Finished) => {
      const text = [...formatModel(model)].join('');
      return { model: parseModel(text, 'm.json'), sha256, extend: false };
    };
    const second = await trainToEnd({ ...short, dataset: named('second', 50), from: from(first) });
    const options = { ...short, dataset: named('third', 60), from: from(second) };
    const { whole, checkpoints } = await withCheckpoints(options);
    const dataOf = ({ model }: Finished): unknown => model.training.origin?.data?.map(({ name }) => name);
    expect(dataOf(whole)).toEqual(['second', 'first']);
    const rest = await trainToEnd({ dataset: options.dataset, resume: checkpoints[0] });
    expect(hashOf(rest.model)).toBe(hashOf(whole.model));
    const again = await trainToEnd({ ...options, from: from(whole) });
    expect(dataOf(again)).toEqual(['second', 'first']); // and what a training itself names is not among them
  });

  test('can be resumed too', async () => {
    const { model } = await trainToEnd({ ...tiny, epochs: 2 });
    const { whole, checkpoints } = await withCheckpoints({
      ...tiny,
      epochs: 5,
      from: { model, sha256, extend: true },
    });
    for (const resume of checkpoints) {
      expect(hashOf((await trainToEnd({ dataset, resume })).model)).toBe(hashOf(whole.model));
    }
  });

  test('of another shape is refused', async () => {
    const { model } = await trainToEnd(tiny);
    const other = trainToEnd({ ...tiny, hidden: [7], from: { model, sha256, extend: false } });
    await expect(other).rejects.toThrow(ModelError);
    await expect(other).rejects.toThrow(
      /^the model to start from is 784-[\d-]+10, and does not fit the net of this run, 784-[\d-]*10$/,
    );
  });
});

describe('a checkpoint', () => {
  test('of other data is refused', async () => {
    const { checkpoints } = await withCheckpoints(tiny);
    const other = trainToEnd({ dataset: madeDataset(120, 2), resume: checkpoints[0] });
    await expect(other).rejects.toThrow(DataError);
    await expect(other).rejects.toThrow('made up: holds other digits than made up did when');
  });

  test('comes back as it was', async () => {
    const checkpoints: Checkpoint[] = [];
    await trainToEnd({
      ...tiny,
      patience: 3,
      tolerance: 1e-9,
      onCheckpoint: (checkpoint) => checkpoints.push(checkpoint),
    });
    for (const checkpoint of checkpoints) expect(kept(checkpoint)).toEqual(checkpoint);
  });

  test('with any byte changed, cut off or added is refused, in one line', async () => {
    const { checkpoints } = await withCheckpoints({ ...tiny, epochs: 2 });
    const bytes = bytesOf(checkpoints[0]);
    const damaged: Buffer[] = [
      Buffer.alloc(0),
      Buffer.from('\n'),
      Buffer.from('{}\n'),
      Buffer.concat([bytes, Buffer.from([0])]),
    ];
    for (let place = 0; place < bytes.length; place += 97) {
      const changed = Buffer.from(bytes);
      changed[place] ^= 1 << (place % 8);
      damaged.push(changed, bytes.subarray(0, place));
    }
    for (const bad of damaged) {
      expect(() => parseCheckpoint(bad, 'a.checkpoint')).toThrow(ModelError);
      expect(() => parseCheckpoint(bad, 'a.checkpoint')).toThrow(/^a\.checkpoint: [^\n]+$/);
    }
  });

  test('of a later version says so', async () => {
    const { checkpoints } = await withCheckpoints({ ...tiny, epochs: 2 });
    const later = Buffer.from(
      bytesOf(checkpoints[0]).toString('latin1').replace('"version":1', '"version":2'),
      'latin1',
    );
    expect(() => parseCheckpoint(later, 'a')).toThrow(
      'a: a checkpoint of version 2; this nn reads version 1',
    );
  });
});

describe('a run that diverges', () => {
  /** Spoils the weights at a step. */
  class Spoiling extends ReferenceKernels {
    #steps = 0;
    override columnSums(...[out, a]: Parameters<ReferenceKernels['columnSums']>): void {
      super.columnSums(out, a);
      if (++this.#steps === 90) out.data[0] = Number.NaN;
    }
  }

  test('hands back the net as it was after the last good epoch', async () => {
    const plain = { dataset, hidden: [6], batchSize: 7, epochs: 4 };
    const epochs = 2; // 16 steps of 2 layers an epoch: the 90th sum is in the third
    const error = await trainToEnd({ ...plain, kernels: new Spoiling() }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TrainingDiverged);
    const { lastGood } = error as TrainingDiverged;
    const interruption = new AbortController();
    const good = await trainToEnd({ ...plain, signal: interruption.signal }, (event) => {
      if (event.event === 'epoch' && event.epoch === epochs) interruption.abort();
    });
    expect(hashOf(lastGood!)).toBe(hashOf(good.model));
  });

  test('in its first epoch has nothing to hand back', async () => {
    const error = await trainToEnd({ ...tiny, optimizer: 'sgd', lr: 1000, weightDecay: 1 }).catch(
      (e: unknown) => e,
    );
    expect(error).toBeInstanceOf(TrainingDiverged);
    expect((error as TrainingDiverged).lastGood).toBeNull();
  });
});
