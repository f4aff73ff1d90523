/** Signals: what has been learnt is saved, and nothing is left half written. */

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { nn, once } from './support/nn.ts';
import { modelIn, objects, surroundings } from './support/quick-training.ts';

describe('interrupted', () => {
  const endless = ['--epochs', '100000'];

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s: saves what it has learnt, exit code %i', async (signal, expected) => {
    const { cwd, quick } = surroundings();
    const { code, stdout, stderr } = await nn(['train', ...quick, ...endless, '--json'], {
      cwd,
      watch: once(
        (out) => out.includes('"epoch":2,'),
        (child) => child.kill(signal),
      ),
    });
    expect(code).toBe(expected);
    expect(objects(stdout).at(-1)).toMatchObject({
      event: 'done',
      interrupted: true,
      model: 'models/mnist.json',
    });
    expect(stderr).toContain('Interrupted: saving the model (Ctrl-C again exits at once)\n');
    expect(stderr).toMatch(/^ {2}nn train --resume {2,}finish the training$/m);
    expect(readdirSync(join(cwd, 'models')).sort()).toEqual(['mnist.json', 'mnist.json.checkpoint']);
    expect(await nn(['eval', '--data', 'digits', '--quiet'], { cwd })).toMatchObject({ code: 0 });
  });

  test.each([2, 4])('on %i threads: the same', async (threads) => {
    const { cwd, quick } = surroundings();
    const simd = ['--backend', 'simd', '--threads', String(threads), '--hidden', '100', '--json'];
    const { code, stdout } = await nn(['train', ...quick, ...endless, ...simd], {
      cwd,
      watch: once(
        (out) => out.includes('"epoch":2,'),
        (child) => child.kill('SIGINT'),
      ),
    });
    expect(code).toBe(130);
    expect(objects(stdout)[0]).toMatchObject({ event: 'start', backend: 'simd', threads });
    expect(objects(stdout).at(-1)).toMatchObject({ event: 'done', interrupted: true });
    expect(existsSync(modelIn(cwd))).toBe(true);
  });

  test('twice: leaves at once, nothing half written', async () => {
    const { cwd, quick } = surroundings();
    // A net so large that saving it takes longer than the pause between the two signals.
    const large = ['--hidden', '2000', '--batch-size', '16'];
    const first = once(
      (_out, err) => err.includes('epoch      1/'),
      (child) => child.kill('SIGINT'),
    );
    const second = once(
      (_out, err) => err.includes('Interrupted'),
      (child) => void setTimeout(() => child.kill('SIGINT'), 200),
    );
    const { code, stderr } = await nn(['train', ...quick, ...endless, ...large], {
      cwd,
      watch: (...seen) => {
        first(...seen);
        second(...seen);
      },
    });
    expect(code).toBe(130);
    expect(stderr).not.toContain('Next:');
    expect(existsSync(modelIn(cwd))).toBe(false);
  });

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s before training has begun: leaves at once, exit code %i', async (signal, expected) => {
    const cwd = temporaryFolder();
    const { code, stdout } = await nn(['train'], {
      cwd,
      watch: once(
        (_out, err) => err !== '',
        (child) => child.kill(signal),
      ),
    });
    expect({ code, stdout }).toMatchObject({ code: expected });
  });
});
