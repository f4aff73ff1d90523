import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { expect, test, vi } from 'vitest';
import { openRecognizer } from '../../../src/node/server/recognition-pool.ts';
import { root } from '../../support/markdown.ts';

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
    const recognizer = await openRecognizer([join(root, 'models/digits.json')], 2);
    await recognizer.close();
    expect(events).toEqual(['loaded', 'loaded', 'ended', 'ended']);
  } finally {
    post.mockRestore();
    end.mockRestore();
  }
});
