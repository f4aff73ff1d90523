/** `--report`: where reports go, and what they may not replace. */

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { suiteFolder } from '../support/suite-folder.ts';
import { writeDigits } from './support/digits.ts';
import { nn, type Outcome, plainly } from './support/nn.ts';

const cwd = suiteFolder();
const plain = ['--data', 'digits', '--backend', 'reference'];

const at = (name: string): string => readFileSync(join(cwd, name), 'utf8');

beforeAll(async () => {
  writeDigits(join(cwd, 'digits'), 200, 50);
  const quick = ['--hidden', '16', '--epochs', '3', '--lr', '0.01', '-q', ...plainly, '--dropout', '0.3'];
  expect(await nn(['train', ...plain, ...quick], { cwd })).toMatchObject({ code: 0, stderr: '' });
});

describe('nn eval --report', () => {
  const evaluate = (...args: readonly string[]): Promise<Outcome> => nn(['eval', ...plain, ...args], { cwd });

  test('writes one file, says so, and replaces its own', async () => {
    const { code, stderr, stdout } = await evaluate('--report', 'r.html', '--json');
    expect({ code, report: JSON.parse(stdout).report }).toEqual({ code: 0, report: 'r.html' });
    expect(stderr).toMatch(/\nReport r\.html\n/);
    const text = at('r.html');
    expect(text.slice(0, 15)).toBe('<!doctype html>');
    expect(Array.from(text.matchAll(/<code>(.*)<\/code>/g), ([, command]) => command)).toEqual([
      expect.stringMatching(/^nn train --data digits --hidden 16 .*--epochs 3 /),
      'nn eval --data digits --backend reference --report r.html',
    ]);
    expect((await evaluate('--report', 'r.html', '--json')).code).toBe(0);
    expect(at('r.html') === text, 'the same bytes again').toBe(true);
  });

  test('leaves alone what is no report, unless told otherwise', async () => {
    writeFileSync(join(cwd, 'mine.html'), '<p>mine</p>');
    const kept = await evaluate('--report', 'mine.html');
    expect(kept).toMatchObject({ code: 2, stdout: '' });
    expect(kept.stderr).toMatch(
      /^nn: --report: mine\.html exists already and is not a report of nn; add --force .*\n/,
    );
    expect(at('mine.html')).toBe('<p>mine</p>');
    expect((await evaluate('--report', 'mine.html', '--force', '-q')).code).toBe(0);
    expect(at('mine.html')).toContain('nn report');
  });

  test('never replaces what the command reads, whatever it is told', async () => {
    const model = at('models/mnist.json');
    const { code, stderr } = await evaluate('--report', './models/mnist.json', '--force');
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^nn: --report: \.\/models\/mnist\.json is what this command reads; choose another\n/,
    );
    expect(at('models/mnist.json')).toBe(model);
  });

  test('says before any work where it cannot go', async () => {
    mkdirSync(join(cwd, 'folder'), { recursive: true });
    for (const [path, reason] of [
      ['none/r.html', 'the folder none does not exist'],
      ['folder', 'folder is a folder'],
      ['digits/t10k-images-idx3-ubyte/r.html', 'is not a folder'],
      [`${'n'.repeat(300)}.html`, 'cannot be '],
    ] as const) {
      const { code, stdout, stderr } = await evaluate('--report', path);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(new RegExp(`^nn: --report: .*${reason}[^\\n]*\\n`));
    }
  });
});

const both = (...names: readonly string[]): string[] =>
  names.flatMap((name) => [`${name}.png`, `${name}.svg`]);

describe('--plots', () => {
  test('writes each figure as SVG and PNG, of an evaluation and of a training', async () => {
    const quick = ['--hidden', '8', '--epochs', '2', ...plainly, '--out', 'plotted.json'];
    const trained = await nn(['train', ...plain, ...quick, '--plots', 'plots'], { cwd });
    expect(trained.stderr).toMatch(/^4 figures in plots \(SVG and PNG\)$/m);
    const evaluated = await nn(['eval', ...plain, '--plots', 'plots', '--json'], { cwd });
    expect(JSON.parse(evaluated.stdout)).toMatchObject({ plots: 'plots' });
    expect(readdirSync(join(cwd, 'plots')).sort()).toEqual(
      both(
        'accuracy',
        'classes',
        'confidence',
        'confusion-matrix',
        'learning-rate',
        'loss',
        'reliability',
        'speed',
      ),
    );
    const png = readFileSync(join(cwd, 'plots/loss.png'));
    expect([png.toString('latin1', 1, 4), png.readUInt32BE(16)]).toEqual(['PNG', 1140]); // its width
  });

  test('leaves alone what is no figure, and makes one folder at most', async () => {
    mkdirSync(join(cwd, 'drawings'));
    writeFileSync(join(cwd, 'drawings/classes.svg'), '<svg/>');
    for (const [folder, reason] of [
      ['drawings', 'drawings.classes\\.svg exists already and is not a figure of nn'],
      ['none/plots', 'the folder none does not exist'],
      ['digits/t10k-images-idx3-ubyte', 'is not a folder'],
    ] as const) {
      const { code, stdout, stderr } = await nn(['eval', ...plain, '--plots', folder], { cwd });
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(new RegExp(`^nn: --plots: .*${reason}[^\\n]*\\n`));
    }
    expect(at('drawings/classes.svg')).toBe('<svg/>');
  });
});

describe('nn train --report', () => {
  const quick = ['--hidden', '8', '--epochs', '3', ...plain, ...plainly];
  const train = (...args: readonly string[]): Promise<Outcome> => nn(['train', ...quick, ...args], { cwd });

  test('changes no bit of the model, and tells how it is trained again', async () => {
    const without = await train('--out', 'without.json', '--json');
    const reported = await train('--out', 'with.json', '--json', '--report', 't.html');
    const done = (outcome: Outcome): { sha256: string; report?: string } =>
      JSON.parse(outcome.stdout.trimEnd().split('\n').at(-1)!) as { sha256: string };
    expect(done(reported)).toMatchObject({ sha256: done(without).sha256, report: 't.html' });
    const text = at('t.html');
    expect(text).toContain(done(without).sha256);
    expect(text).toContain('<code>nn train --data digits --hidden 8 --epochs 3');
    expect(text.includes('http-equiv="refresh"')).toBe(false);
  });

  test('of a training that diverges says so', async () => {
    const rate = ['--lr', '1000', '--optimizer', 'sgd', '--weight-decay', '1'];
    const { code } = await train('--out', 'never.json', ...rate, '--report', 'd.html');
    expect(code).toBe(5);
    expect(at('d.html')).toMatch(/<p class="note">[^<]*no longer finite/);
  });

  test('does not go where the model goes', async () => {
    const { code, stderr } = await train('--out', 'same.html', '--report', './same.html');
    expect(code).toBe(2);
    expect(stderr).toMatch(/^nn: --report: \.\/same\.html is where the model goes; choose another\n/);
  });
});

describe('nn explain and nn sweep', () => {
  test('write reports and figures', async () => {
    const explained = await nn(
      ['explain', '--index', '3', ...plain, '--report', 'x.html', '--plots', 'why', '--json'],
      { cwd },
    );
    expect(JSON.parse(explained.stdout)).toMatchObject({ report: 'x.html', plots: 'why' });
    expect(at('x.html')).toContain('<title>Explanation: test image 3 of digits, a ');
    expect(at('x.html')).toContain('nn explain --index 3 --data digits --backend reference --report x.html');
    expect(readdirSync(join(cwd, 'why')).sort()).toEqual(both('occlusion-map', 'probabilities'));

    const quick = ['--epochs', '1', ...plainly, '--param', 'hidden=4,8', '--grid', '--out', 'best.json'];
    const swept = await nn(['sweep', ...plain, ...quick, '--report', 's.html', '--json'], { cwd });
    const done = JSON.parse(swept.stdout.trimEnd().split('\n').at(-1)!);
    expect(done).toMatchObject({ event: 'done', report: 's.html' });
    expect(at('s.html').match(/<code>nn train --data digits --hidden [48] /g)).toHaveLength(2);
    const collect = ['sweep', '--collect', 'models/sweep', '--out', 'best.json', '--plots', 'search'];
    expect((await nn(collect, { cwd })).code).toBe(0);
    expect(readdirSync(join(cwd, 'search')).sort()).toEqual(both('parallel-coordinates'));
    const planned = await nn(['sweep', '--plan', '--report', 's.html'], { cwd });
    expect(planned).toMatchObject({ code: 2, stdout: '' });
  });
});

describe('nn inspect and nn compare', () => {
  test('write reports', async () => {
    const quick = ['--hidden', '8', '--epochs', '1', ...plainly, '--out', 'other.json', '-q'];
    expect((await nn(['train', ...plain, ...quick], { cwd })).code).toBe(0);
    const inspected = await nn(['inspect', '--report', 'i.html', '--plots', 'layers', '--json'], { cwd });
    expect(JSON.parse(inspected.stdout)).toMatchObject({
      report: 'i.html',
      plots: 'layers',
      model: 'models/mnist.json',
    });
    expect(readdirSync(join(cwd, 'layers')).sort()).toEqual(
      both('accuracy', 'loss', 'weights-1', 'weights-4'),
    );
    expect(at('i.html')).toContain('<title>Model: models/mnist.json</title>');
    const models = ['models/mnist.json', 'other.json'];
    const compared = await nn(
      ['compare', ...models, ...plain, '--report', 'c.html', '--plots', 'two', '--json'],
      { cwd },
    );
    expect(JSON.parse(compared.stdout)).toMatchObject({ report: 'c.html', plots: 'two', count: 50 });
    expect(readdirSync(join(cwd, 'two')).sort()).toEqual(both('accuracies'));
    expect(at('c.html')).toContain('<title>Comparison: models/mnist.json and other.json</title>');
  });
});
