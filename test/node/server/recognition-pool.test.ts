import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { describe, expect, test, vi } from 'vitest';
import { openRecognizer } from '../../../src/node/server/recognition-pool.ts';
import { root } from '../../support/markdown.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const shipped = join(root, 'models/digits.json');

test('a thread is ended only once it has loaded: else Node 20 may crash', async () => {
  const events: string[] = [];
  const { postMessage, terminate } = Worker.prototype;
  const post = vi.spyOn(Worker.prototype, 'postMessage').mockImplementation(function (this: Worker, ...args) {
    this.once('message', () => events.push('loaded')); // the first message to a thread makes it load
    return postMessage.apply(this, args);
  });
  const end = vi.spyOn(Worker.prototype, 'terminate').mockImplementation(function (this: Worker) {
    events.push('ended');
    return terminate.call(this);
  });
  try {
    const recognizer = await openRecognizer([shipped], 2);
    await recognizer.close();
    expect(events).toEqual(['loaded', 'loaded', 'ended', 'ended']);
  } finally {
    post.mockRestore();
    end.mockRestore();
  }
});

test('every thread reads the model as it was at the start', async () => {
  const path = join(temporaryFolder(), 'm.json');
  copyFileSync(shipped, path);
  const recognizer = await openRecognizer([path], 2);
  writeFileSync(path, 'something else'); // before the threads have loaded
  try {
    const answer = await recognizer.read({
      image: 'a',
      bytes: readFileSync(join(root, 'docs/five.jpg')),
      model: 'm',
      digits: true,
      minConfidence: null,
    });
    expect(answer).toMatchObject({ number: '5' });
    expect(readFileSync(shipped).equals(recognizer.modelFile('m')!)).toBe(true);
  } finally {
    await recognizer.close();
  }
});

describe('names of models are parts of addresses', () => {
  test.each([
    ['..json', 'model'],
    ['...json', 'model'],
    [`${'x'.repeat(200)}.json`, 'x'.repeat(80)],
    ['ein Netz.json', 'ein Netz'],
  ])('%s', async (file, name) => {
    const path = join(temporaryFolder(), file);
    copyFileSync(shipped, path);
    const recognizer = await openRecognizer([path, path], 1);
    expect(recognizer.models.map((model) => model.name)).toEqual([name, `${name}-2`]);
    await recognizer.close();
  });
});

test('too few threads are an error of the system, not a bug', async () => {
  const post = vi.spyOn(Worker.prototype, 'postMessage').mockImplementation(() => {
    throw new Error('EAGAIN');
  });
  try {
    await expect(openRecognizer([shipped], 2)).rejects.toThrow(/^the system does not provide 2 threads/);
  } finally {
    post.mockRestore();
  }
});
