/** A checkpoint whose checksum is right may still say what cannot be: it is refused in a line. */

import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { ModelError } from '../../src/errors.ts';
import { completeSettings } from '../../src/settings/training-settings.ts';
import type { Checkpoint } from '../../src/training/checkpoint.ts';
import { formatCheckpoint, parseCheckpoint } from '../../src/training/checkpoint-file.ts';

const createSha256 = () => createHash('sha256');

const epoch = (number: number) => ({
  ...{ epoch: number, loss: 1, accuracy: 0.5 },
  ...{ validationLoss: null, validationAccuracy: null },
});

const sound: Checkpoint = {
  nn: '0',
  data: { name: 'digits', hash: '' },
  settings: completeSettings({ tolerance: 0.1 }),
  origin: null,
  position: { epoch: 3, seen: 0, count: 0, loss: 0, correct: 0 },
  seconds: 1,
  history: [epoch(1), epoch(2)],
  best: { epoch: 2, loss: 1 },
  arrays: {
    parameters: [new Float32Array(2)],
    optimizer: [],
    best: [new Float32Array(2)],
    before: [new Float32Array(2)],
  },
};

const read = (checkpoint: object): Checkpoint =>
  parseCheckpoint(
    Buffer.concat([...formatCheckpoint({ ...sound, ...checkpoint }, createSha256)]),
    'c',
    createSha256,
  );

test('a sound one is read as it was', () => expect(read({})).toEqual(sound));

describe('refused', () => {
  const { arrays } = sound;
  const other = [new Float32Array(3)];

  test.each<[string, object]>([
    ['arrays.before', { arrays: { ...arrays, before: [] } }],
    ['arrays.before', { arrays: { ...arrays, before: other } }],
    ['arrays.before', { settings: completeSettings({}) }],
    ['arrays.best', { arrays: { ...arrays, best: [] } }],
    ['arrays.best', { best: null }],
    ['history', { history: [epoch(1), epoch(3)] }],
    ['position.epoch', { position: { ...sound.position, epoch: 2 } }],
    ['best', { best: { epoch: 7, loss: 1 } }],
    ['settings: hidden: must be a list', { settings: { hidden: 1 } }],
    ['settings: future: unknown to this version of nn', { settings: { future: 1 } }],
  ])('%s: %j', (what, change) => {
    expect(() => read(change)).toThrow(ModelError);
    expect(() => read(change)).toThrow(`c: not a valid checkpoint: ${what}`);
  });

  test.each([[Array(9).fill([])], ['A'.repeat(1e6)]])(
    'a version that is no number, in a short line',
    (version) => {
      const head = `${JSON.stringify({ format: 'nn-checkpoint', version })}\n`;
      const attempt = (): Checkpoint =>
        parseCheckpoint(Buffer.from(head + 'x'.repeat(32)), 'c', createSha256);
      expect(attempt).toThrow(/^c: a checkpoint of version .{1,60}; this nn reads version 1$/);
    },
  );
});
