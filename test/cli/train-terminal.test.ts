/** What a training draws on a terminal. */

import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { nn, nnOnTerminal, noTerminal, once } from './support/nn.ts';
import { modelIn, objects, surroundings } from './support/quick-training.ts';

describe.skipIf(noTerminal)(`nn train on a terminal${noTerminal ? `: ${noTerminal}` : ''}`, () => {
  test('draws a bar that is gone in the end, and keeps a line an epoch', async () => {
    const { cwd, quick } = surroundings();
    const args = ['train', ...quick, '--hidden', '400', '--epochs', '3', '--batch-size', '4'];
    const { code, stdout } = await nnOnTerminal(args, 100, { cwd });
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /epoch [123]\/3 {2}.*━.*─.*% {2}\d:\d\d left {2}loss \d\.\d{4} {2}[\d,]+ images\/s/,
    );
    expect(stdout).toMatch(/epoch 3\/3 {2}loss/);
    const afterBar = stdout.slice(stdout.lastIndexOf('left'));
    expect(afterBar).toContain('\u001b[2K'); // the line is cleared
    expect(stdout).not.toContain('\u001b[?25l'); // the cursor is never hidden
  });

  test('draws the curves of loss and accuracy in the end, as wide as the terminal', async () => {
    const { cwd, quick } = surroundings();
    const { stdout } = await nnOnTerminal(['train', ...quick, '--no-color'], 60, { cwd });
    const lines = stdout.split('\n');
    const title = lines.findIndex((line) => line.includes('log scale'));
    const curves = lines.slice(title, title + 9);
    expect(curves.join('\n')).toMatch(/Loss \(log scale\).*Accuracy\n.*│.*[⠁-⣿].*│.*[⠁-⣿]/);
    for (const line of curves) expect(line.length).toBeLessThanOrEqual(60);
    const again = ['train', ...quick, '--force', '--no-color'];
    for (const silent of ['--json', '--quiet']) {
      expect((await nnOnTerminal([...again, silent], 60, { cwd })).stdout).not.toContain('log scale');
    }
    const piped = await nn(again, { cwd });
    expect(piped.stdout + piped.stderr).not.toContain('log scale');
  });

  test('asks before it replaces a file', async () => {
    const { cwd, quick } = surroundings();
    expect((await nn(['train', ...quick, '-q'], { cwd })).code).toBe(0);
    const first = readFileSync(modelIn(cwd));
    const answering = (answer: string) =>
      nnOnTerminal(['train', ...quick, '--seed', '2', '--no-color'], 80, {
        cwd,
        watch: once(
          (out) => out.includes('Replace it? [y/N] '),
          (child) => child.stdin?.write(answer),
        ),
      });
    for (const no of ['\n', 'n\n', '\u0004']) {
      const kept = await answering(no);
      expect(kept.code).toBe(2);
      expect(kept.stdout).toContain('nn: --out: models/mnist.json is kept; choose another with --out');
      expect(readFileSync(modelIn(cwd))).toEqual(first);
    }
    expect((await answering('\u0003')).code).toBe(130);
    expect(readFileSync(modelIn(cwd))).toEqual(first);
    expect((await answering('y\n')).code).toBe(0);
    expect(readFileSync(modelIn(cwd))).not.toEqual(first);
  });

  test('with NO_COLOR the bar stays, without colours', async () => {
    const { cwd, quick } = surroundings();
    const args = ['train', ...quick, '--hidden', '400', '--batch-size', '4'];
    const { stdout } = await nnOnTerminal(args, 100, { cwd, env: { NO_COLOR: '1' } });
    expect(stdout).toMatch(/━/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: codes of colours begin with one
    expect(stdout).not.toMatch(/\u001b\[[\d;]*m/);
  });

  test('TERM=dumb: plain lines', async () => {
    const { cwd, quick } = surroundings();
    const { stdout } = await nnOnTerminal(['train', ...quick], 80, { cwd, env: { TERM: 'dumb' } });
    expect(stdout).not.toContain('\u001b');
    expect(stdout).toContain('epoch 2/2  loss');
  });

  test('--json on the same terminal: JSON lines that no bar cuts into', async () => {
    const { cwd, quick } = surroundings();
    const { stdout } = await nnOnTerminal(['train', ...quick, '--json', '--quiet'], 80, { cwd });
    expect(objects(stdout).map(({ event }) => event)).toEqual(['start', 'epoch', 'epoch', 'done']);
  });

  test('Ctrl-C as the terminal sends it', async () => {
    const { cwd, quick } = surroundings();
    const { code, stdout } = await nnOnTerminal(['train', ...quick, '--epochs', '100000'], 80, {
      cwd,
      watch: once(
        (out) => out.includes('epoch      3/'),
        (child) => child.stdin?.write('\u0003'),
      ),
    });
    expect(code).toBe(130);
    expect(stdout).toContain('Interrupted');
    expect(existsSync(modelIn(cwd))).toBe(true);
  });
});
