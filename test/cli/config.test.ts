/** `nn train --config`: settings from a file, and models that repeat their own training. */

import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { mergeSettings } from '../../src/cli/shared/config.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { writeDigits } from './support/digits.ts';
import { nn } from './support/nn.ts';

const plain = ['--backend', 'reference', '--quiet'];

function withConfig(config: unknown): string {
  const cwd = temporaryFolder();
  writeDigits(join(cwd, 'digits'), 100, 10);
  writeFileSync(join(cwd, 'nn.json'), typeof config === 'string' ? config : JSON.stringify(config));
  return cwd;
}

const sha256 = (cwd: string, name: string): string =>
  createHash('sha256')
    .update(readFileSync(join(cwd, name)))
    .digest('hex');

const optionsOf = (cwd: string, name: string): unknown =>
  JSON.parse(readFileSync(join(cwd, name), 'utf8')).training.options;

describe('a file of settings', () => {
  const config = { data: 'digits', hidden: [12, 8], activation: 'tanh', epochs: 2, batchSize: 16, lr: 0.01 };

  test('gives the same model as the flags that it stands for', async () => {
    const cwd = withConfig(config);
    expect((await nn(['train', '--config', 'nn.json', '--out', 'a.json', ...plain], { cwd })).stderr).toBe(
      '',
    );
    const flags = '--data digits --hidden 12,8 --activation tanh --epochs 2 --batch-size 16 --lr 0.01';
    await nn(['train', ...flags.split(' '), '--out', 'b.json', ...plain], { cwd });
    expect(sha256(cwd, 'a.json')).toBe(sha256(cwd, 'b.json'));
  });

  test('is overruled by flags', async () => {
    const cwd = withConfig(config);
    const flags = ['--epochs', '1', '--network', '784-10', '--activation', 'relu'];
    await nn(['train', '--config', 'nn.json', ...flags, '--out', 'a.json', ...plain], { cwd });
    expect(optionsOf(cwd, 'a.json')).toMatchObject({ epochs: 1, hidden: [], batchSize: 16, lr: 0.01 });
  });

  test('that binarizes is overruled by --no-binarize', async () => {
    const cwd = withConfig({ ...config, epochs: 1, binarize: true });
    const line = ['train', '--config', 'nn.json', ...plain];
    await nn([...line, '--out', 'a.json'], { cwd });
    await nn([...line, '--out', 'b.json', '--no-binarize'], { cwd });
    expect(optionsOf(cwd, 'a.json')).toMatchObject({ binarize: true });
    expect(optionsOf(cwd, 'b.json')).toMatchObject({ binarize: false });
  });

  test.each([
    [{ hiden: [12] }, 'nn.json: there is no setting "hiden" (did you mean hidden?)'],
    [{ 'batch-size': 8 }, 'nn.json: there is no setting "batch-size" (did you mean batchSize?)'],
    [{ colour: 1 }, 'nn.json: there is no setting "colour"'],
    ['{"__proto__": 1}', 'nn.json: there is no setting "__proto__"'],
    [
      { hidden: 12 },
      'nn.json: hidden: must be a list of up to 499 layer sizes from 1 to 100000, such as [256, 128], got 12',
    ],
    [{ epochs: '3' }, 'nn.json: epochs: must be a whole number from 1 to 100000, got "3"'],
    [{ epochs: 0 }, 'nn.json: epochs: must be a whole number from 1 to 100000, got 0'],
    [{ binarize: 1 }, 'nn.json: binarize: must be true or false, got 1'],
    [{ data: 7 }, 'nn.json: data: must be a name or a path, got 7'],
    [{ hidden: [9], network: '784-10' }, 'nn.json: hidden: cannot be combined with network'],
    [[1], 'nn.json: must be an object, such as {"hidden": [128], "epochs": 5}, got a list'],
    ['', 'nn.json: not a JSON file: it is empty'],
    ['{"epochs": 3', 'nn.json: not a JSON file: '],
  ])('%j is refused', async (config, message) => {
    const { code, stderr } = await nn(['train', '--config', 'nn.json'], { cwd: withConfig(config) });
    expect(code).toBe(2);
    expect(stderr).toContain(`nn: ${message}`);
    expect(stderr.trimEnd().split('\n').length).toBeLessThan(3);
  });

  test('that is not there, or is the model of a run to extend, is refused', async () => {
    const cwd = withConfig(config);
    expect(await nn(['train', '--config', 'none.json'], { cwd })).toMatchObject({
      code: 2,
      stderr: 'nn: --config: none.json cannot be read: there is no such file or folder\n',
    });
    expect(await nn(['train', '--config', 'nn.json', '--more-epochs', '2'], { cwd })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--config: cannot be combined with --more-epochs'),
    });
  });
});

describe('a model file as settings', () => {
  const train = ['train', '--data', 'digits', '--epochs', '2', '--backend', 'reference'];

  test.each([
    ['--hidden 12 --augment elastic --rotate 5 --optimizer sgd --seed 3 --patience 1'],
    ['--network', 'conv 2 5x5 stride 2, relu, dense 10', '--label-smoothing', '0.1', '--outliers', '0.2'],
  ])('repeats its own training to the last bit: %s', async (...flags) => {
    const cwd = withConfig({});
    const said = flags.length === 1 ? flags[0].split(' ') : flags;
    await nn([...train, ...said, '--out', 'a.json', '--quiet'], { cwd });
    const again = await nn(['train', '--config', 'a.json', '--out', 'b.json', '--threads', '2'], { cwd });
    expect(again).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('b.json is the same as a.json, to the last bit\n'),
    });
    expect(sha256(cwd, 'b.json')).toBe(sha256(cwd, 'a.json'));
  });

  test.each([0, 0.1])('repeats %d drawings in styles, whatever mnist-10k has by itself', async (styles) => {
    const cwd = withConfig({});
    const quick = ['--hidden', 'none', '--epochs', '1', '--styles', String(styles), '--out', 'a.json'];
    await nn(['train', ...quick, '--quiet'], { cwd });
    expect(optionsOf(cwd, 'a.json')).toMatchObject(styles === 0 ? { epochs: 1 } : { styles });
    await nn(['train', '--config', 'a.json', '--out', 'b.json', '--quiet'], { cwd });
    expect(sha256(cwd, 'b.json')).toBe(sha256(cwd, 'a.json'));
    const { stdout } = await nn(['inspect', 'a.json'], { cwd });
    expect(stdout).toContain(`--styles ${styles}`);
  });

  test('is overruled by flags, with what belongs to them', async () => {
    const cwd = withConfig({});
    await nn([...train, '--hidden', '12', '--out', 'a.json', '--quiet'], { cwd });
    const flags = ['--optimizer', 'sgd', '--augment', 'shift'];
    await nn(['train', '--config', 'a.json', ...flags, '--out', 'b.json', ...plain], { cwd });
    const changed = { optimizer: 'sgd', lr: 0.1, augment: 'shift', shift: 2, hidden: [12], epochs: 2 };
    expect(optionsOf(cwd, 'b.json')).toMatchObject(changed);
  });

  test('says that other images make another model, and what one run cannot repeat', async () => {
    const cwd = withConfig({});
    await nn([...train, '--hidden', '4', '--out', 'a.json', '--quiet'], { cwd });
    await nn(['train', '--more-epochs', '1', '--out', 'a.json', ...plain], { cwd });
    writeDigits(join(cwd, 'digits'), 110, 10);
    const { code, stderr } = await nn(['train', '--config', 'a.json', '--out', 'b.json'], { cwd });
    expect(code).toBe(0);
    expect(stderr).toContain(
      'a.json: it was trained in several goes (--more-epochs); this run will not give the same file\n',
    );
    expect(stderr).toContain('b.json is not the same as a.json: digits holds other images than it was');
  });

  test.each([
    ['--config', ['--config', 'm.json', '--out', 'n.json']],
    ['--more-epochs', ['--more-epochs', '1', '--out', 'm.json']],
  ])('with an option of another version is refused by %s', async (_, flags) => {
    const cwd = withConfig({});
    await nn(['train', '--data', 'digits', '--hidden', '4', '--epochs', '1', '--out', 'm.json', ...plain], {
      cwd,
    });
    const model = JSON.parse(readFileSync(join(cwd, 'm.json'), 'utf8'));
    model.training.options.future = 1;
    writeFileSync(join(cwd, 'm.json'), JSON.stringify(model));
    expect(await nn(['train', ...flags, ...plain], { cwd })).toEqual({
      code: 4,
      stdout: '',
      stderr: 'nn: m.json: training.options.future: unknown to this version of nn\n',
    });
  });

  test('that is damaged is named: exit code 4', async () => {
    const cwd = withConfig({ format: 'nn-model', version: 2 });
    const { code, stderr } = await nn(['train', '--config', 'nn.json'], { cwd });
    expect(code).toBe(4);
    expect(stderr).toMatch(/^nn: nn\.json: [^\n]+\n$/);
  });
});

test('what is overruled takes with it what belongs to it, and nothing else', () => {
  const file = {
    optimizer: 'adam',
    lr: 0.002,
    augment: 'none',
    shift: 0,
    hidden: [9],
    dropout: 0.1,
  } as const;
  expect(mergeSettings(file, { optimizer: 'adam' })).toEqual(file);
  expect(mergeSettings(file, { optimizer: 'sgd' })).toEqual({ ...file, optimizer: 'sgd', lr: undefined });
  expect(mergeSettings(file, { optimizer: 'sgd', lr: 0.5 })).toEqual({ ...file, optimizer: 'sgd', lr: 0.5 });
  expect(mergeSettings(file, { augment: 'shift' })).toEqual({ ...file, augment: 'shift', shift: undefined });
  expect(mergeSettings(file, { network: 'mlp' })).toEqual({
    optimizer: 'adam',
    lr: 0.002,
    augment: 'none',
    shift: 0,
    network: 'mlp',
  });
  expect(mergeSettings({ network: 'mlp' }, { hidden: [3] })).toEqual({ hidden: [3] });
});
