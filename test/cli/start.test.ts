import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { version } from '../../src/version.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { bin, nn, nnOnTerminal, noTerminal } from './support/nn.ts';

describe('the start page', () => {
  test.each([[[]], [['help']], [['--help']], [['-h']], [['--debug', '--no-color']]])(
    'nn %j',
    async (args) => {
      const outcome = await nn(args, { cwd: temporaryFolder() });
      expect(outcome).toMatchObject({ code: 0, stderr: '' });
      expect(outcome.stdout).toMatchSnapshot();
    },
  );

  test('says that there is a model', async () => {
    const cwd = temporaryFolder();
    mkdirSync(join(cwd, 'models'));
    writeFileSync(join(cwd, 'models', 'mnist.json'), '{}');
    expect((await nn([], { cwd })).stdout).toContain('Model here: models/mnist.json');
  });

  test.skipIf(noTerminal)('has colours on a terminal, and none with NO_COLOR or --no-color', async () => {
    expect((await nnOnTerminal([], 80)).stdout).toContain('\u001b[36mnn train\u001b[39m');
    expect((await nnOnTerminal([], 80, { env: { NO_COLOR: '1' } })).stdout).not.toContain('\u001b');
    expect((await nnOnTerminal([], 80, { env: { TERM: 'dumb' } })).stdout).not.toContain('\u001b');
    expect((await nnOnTerminal(['--no-color'], 80)).stdout).not.toContain('\u001b');
  });

  test('has colours in a pipe with FORCE_COLOR alone', async () => {
    expect((await nn([])).stdout).not.toContain('\u001b');
    expect((await nn([], { env: { FORCE_COLOR: '1' } })).stdout).toContain('\u001b[36m');
    expect((await nn(['--no-color'], { env: { FORCE_COLOR: '1' } })).stdout).not.toContain('\u001b');
  });
});

test.each(['--version', '-V'])('nn %s', async (flag) => {
  expect(await nn([flag])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
});

test('bin/nn.js that was never built says what to type', () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'bin'));
  copyFileSync(bin, join(folder, 'bin', 'nn.cjs'));
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(folder, 'bin', 'nn.cjs')]);
  expect({ status, stdout: String(stdout) }).toEqual({ status: 1, stdout: '' });
  expect(String(stderr)).toBe(
    'nn: not built yet: run `npm install` in the folder that bin/nn.js belongs to\n',
  );
});

describe('under a Node that is too old', () => {
  const pretended = `
    const versions = Object.freeze({ ...process.versions, node: '18.19.0' });
    Object.defineProperty(process, 'versions', { value: versions });`;

  test('bin/nn.js says which one is needed', () => {
    const preload = `data:text/javascript,${encodeURIComponent(pretended)}`;
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', preload, bin, 'train']);
    expect({ status, stdout: String(stdout), stderr: String(stderr) }).toEqual({
      status: 1,
      stdout: '',
      stderr: 'nn: needs Node 20 or later; this is 18.19.0\n',
    });
  });

  test('bin/nn.js has no syntax that Node 12 cannot parse', () => {
    expect(readFileSync(bin, 'utf8')).not.toMatch(/\?\.|\?\?|^(await|.*[=(] await) |#\w+ |require\('node:/m);
  });
});

describe('help', () => {
  test.each([
    'train',
    'sweep',
    'eval',
    'compare',
    'predict',
    'explain',
    'inspect',
    'export',
    'import',
    'teach',
    'serve',
    'data',
    'data list',
    'data fetch',
    'data verify',
    'data show',
    'doctor',
    'completion',
  ])('nn help %s', async (name) => {
    const outcome = await nn(['help', ...name.split(' ')]);
    expect(outcome).toMatchObject({ code: 0, stderr: '' });
    expect(outcome.stdout).toMatchSnapshot();
    for (const line of outcome.stdout.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
    expect(await nn([...name.split(' '), '--help'])).toEqual(outcome);
  });

  test.skipIf(noTerminal)('descriptions and examples fit a narrow terminal', async () => {
    for (const columns of [24, 36]) {
      const { stdout } = await nnOnTerminal(['help', 'eval', '--no-color'], columns);
      const texts = stdout.split('\n').filter((line) => line.startsWith('      '));
      expect(texts.length).toBeGreaterThan(20);
      for (const text of texts.filter((line) => line.trim().includes(' '))) {
        expect(text.trimEnd().length, text).toBeLessThanOrEqual(columns);
      }
    }
  });

  test.skipIf(noTerminal)('fits the terminal', async () => {
    for (const columns of [80, 120]) {
      const { stdout } = await nnOnTerminal(['help', 'train', '--no-color'], columns);
      const widest = Math.max(...stdout.split('\n').map((line) => line.length));
      expect(widest).toBeLessThanOrEqual(Math.min(columns, 100));
    }
  });
});
