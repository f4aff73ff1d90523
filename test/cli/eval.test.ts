import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { idxBytes, idxLabels } from '../support/idx-bytes.ts';
import { barPixels, writeDigits } from './support/digits.ts';
import { nn, nnIntoFullDisk, nnOnTerminal, noTerminal, plainly } from './support/nn.ts';

const plain = ['--backend', 'reference'];

let cwd: string;

beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'nn-test-'));
  writeDigits(join(cwd, 'digits'), 200, 50);
  writeDigits(join(cwd, 'no-test'), 20, 0);
  writeOthers(join(cwd, 'others'));
  writeBlank(join(cwd, 'blank'));
  const quick = ['--hidden', '16', '--epochs', '10', '--lr', '0.01', ...plain, '-q'];
  const { code } = await nn(['train', '--data', 'digits', ...quick, ...plainly, '--dropout', '0.3'], { cwd });
  expect(code).toBe(0);
});

/** Test digits with wrong labels for some: a net that knows the bars is sure of them, and wrong. */
function writeOthers(folder: string): void {
  const labels = Array.from({ length: 50 }, (_, n) => (n % 5 === 0 ? 9 - (n % 10) : n % 10));
  writeTest(
    folder,
    Array.from({ length: 50 }, (_, n) => barPixels(n % 10, n)),
    labels,
  );
}

/** Test digits without any ink. */
function writeBlank(folder: string): void {
  const labels = Array.from({ length: 50 }, (_, n) => n % 10);
  writeTest(
    folder,
    labels.map(() => new Uint8Array(784)),
    labels,
  );
}

function writeTest(folder: string, images: readonly Uint8Array[], labels: readonly number[]): void {
  mkdirSync(folder);
  const elements = Buffer.concat(images);
  writeFileSync(
    join(folder, 't10k-images-idx3-ubyte'),
    idxBytes({ dimensions: [images.length, 28, 28], elements }),
  );
  writeFileSync(join(folder, 't10k-labels-idx1-ubyte'), idxLabels(...labels));
}

afterAll(() => rmSync(cwd, { recursive: true, force: true }));

describe('nn eval', () => {
  const more = 'More: --details (confusion matrix, each class, calibration), --robustness\n';

  test('in a pipe: accuracy with its interval, top 2, loss and calibration', async () => {
    const { code, stdout, stderr } = await nn(['eval', '--data', 'digits', ...plain], { cwd });
    expect({ code, stderr }).toEqual({ code: 0, stderr: `Evaluating models/mnist.json on digits\n${more}` });
    expect(stdout.replace(/^(Loss|ECE) .*$/gm, '$1 ...')).toMatchSnapshot();
  });

  test('--details: mistakes, confusion, each digit and calibration', async () => {
    const { stdout, stderr } = await nn(['eval', '--data', 'others', '--details', ...plain], { cwd });
    expect(stderr).toBe('Evaluating models/mnist.json on others\n');
    expect(stdout.replaceAll(/^(Loss|ECE) .*$|\d\d\.\d%/gm, '$1...')).toMatchSnapshot();
  });

  test('one row of mistakes is drawn, as many as the terminal is wide, each with its index', async () => {
    const { stdout } = await nn(['eval', '--data', 'others', ...plain], { cwd });
    const pictures = stdout.match(/\d read as \d(?! \()/g) ?? [];
    expect(pictures.length).toBeGreaterThan(2);
    expect(pictures.length).toBeLessThan(7);
    const [captions = ''] = /^[\d.]+%( +[\d.]+%)*$/m.exec(stdout) ?? [];
    expect(captions.match(/[\d.]+%/g)).toHaveLength(pictures.length);
    expect(stdout.match(/image \d+/g)).toHaveLength(pictures.length);
  });

  test('--robustness: a line for each way to change an image, and a key of its own in the JSON', async () => {
    const changed = ['eval', '--data', 'digits', '--robustness', ...plain];
    const { stdout } = await nn(changed, { cwd });
    const table = stdout.split('\n\n').at(-1)!;
    expect(table.replaceAll(/[\d.]+%.*$/gm, '...%')).toMatchSnapshot();
    const object = JSON.parse((await nn([...changed, '--json'], { cwd })).stdout) as {
      accuracy: number;
      robustness: { change: string; amount: number; count: number; accuracy: number; worst: number }[];
    };
    const { robustness } = object;
    expect(robustness[0]).toEqual({ change: 'none', amount: null, count: 50, accuracy: 1, worst: 1 });
    const shift = robustness.find(({ change, amount }) => change === 'shift' && amount === 1)!;
    expect(shift.count).toBe(8 * 50);
    expect(shift.worst).toBeLessThanOrEqual(shift.accuracy);
    expect(shift.accuracy).toBeLessThan(1); // bars of ink are told apart by their places
    expect(robustness).toHaveLength(table.trimEnd().split('\n').length - 1);
  });

  test('a net that takes everything for one digit is told of, and changes no exit code', async () => {
    const { code, stdout, stderr } = await nn(['eval', '--data', 'blank', ...plain], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain('Accuracy');
    expect(stderr).toMatch(
      /^Warning: the model collapsed to one class: nearly all answers are \d\. .*--lr.*MNIST's form.*$/m,
    );
    const quiet = await nn(['eval', '--data', 'blank', '--quiet', '--json', ...plain], { cwd });
    expect(quiet.stderr).toBe('');
    expect(JSON.parse(quiet.stdout)).toMatchObject({ collapsedTo: expect.any(Number) });
  });

  test('--json prints the keys of the contract', async () => {
    const { stdout } = await nn(['eval', '--data', 'digits', '--json', ...plain], { cwd });
    expect(stdout.match(/\n/g)).toHaveLength(1);
    const confusion = Array.from({ length: 10 }, (_, row) =>
      Array.from({ length: 10 }, (_, column) => (row === column ? 5 : 0)),
    );
    expect(JSON.parse(stdout)).toEqual({
      model: 'models/mnist.json',
      contaminated: [],
      models: ['models/mnist.json'],
      data: 'digits',
      count: 50,
      loss: expect.any(Number),
      calibrationError: expect.any(Number),
      accuracy: 1,
      interval: [expect.any(Number), 1],
      top2Accuracy: 1,
      confusion,
      perClass: Array.from({ length: 10 }, (_, digit) => ({
        digit,
        support: 5,
        precision: 1,
        recall: 1,
        f1: 1,
      })),
      reliability: Array.from({ length: 10 }, (_, bin) =>
        expect.objectContaining({ from: bin / 10, to: (bin + 1) / 10, count: expect.any(Number) }),
      ),
      mistakes: [],
      collapsedTo: null,
    });
  });

  test('several models read together', async () => {
    const model = 'models/mnist.json';
    const twice = ['eval', '--data', 'digits', '--model', model, '--model', model, ...plain];
    const { code, stdout, stderr } = await nn([...twice, '--json'], { cwd });
    expect(code).toBe(0);
    expect(stderr).toBe(`Evaluating ${model}, ${model} on digits\n`);
    const alone = JSON.parse((await nn(['eval', '--data', 'digits', '--json', ...plain], { cwd })).stdout);
    expect(JSON.parse(stdout)).toEqual({ ...alone, model: `${model}, ${model}`, models: [model, model] });
    const missing = await nn(['eval', '--model', model, '--model', 'none.json', ...plain], { cwd });
    expect(missing).toMatchObject({ code: 4, stdout: '' });
    expect(missing.stderr).toMatch(/\nnn: none\.json: cannot read/);
  });

  test('--min-accuracy is a gate', async () => {
    const gate = ['eval', '--quiet', ...plain, '--min-accuracy'];
    expect(await nn([...gate, '1', '--data', 'digits'], { cwd })).toEqual({
      code: 0,
      stdout: '',
      stderr: '',
    });
    const missed = await nn([...gate, '0.9'], { cwd });
    expect(missed).toMatchObject({ code: 6, stdout: '' });
    expect(missed.stderr).toMatch(/^nn: accuracy \d+\.\d\d% is below the 90\.00% of --min-accuracy\n$/);
  });

  test('what cannot be measured: one line and the exit code of its kind', async () => {
    writeFileSync(join(cwd, 'text.json'), 'not JSON');
    const noTest = await nn(['eval', '--data', 'no-test'], { cwd });
    expect(noTest).toMatchObject({ code: 3, stdout: '' });
    expect(noTest.stderr).toMatch(/\nnn: .*no-test.*\n$/);
    const noModel = await nn(['eval', '--model', 'none.json'], { cwd });
    expect(noModel).toMatchObject({ code: 4, stdout: '' });
    expect(noModel.stderr).toMatch(/\nnn: none\.json.*\n$/);
    const notJson = await nn(['eval', '--model', 'text.json'], { cwd });
    expect(notJson).toMatchObject({ code: 4, stdout: '' });
    expect(notJson.stderr).toMatch(/\nnn: text\.json.*\n$/);
  });

  test('a full disk behind standard output is said, with exit code 1', async ({ skip }) => {
    const outcome = await nnIntoFullDisk(['help', 'train']);
    if (outcome === null) return skip('there is no /dev/full');
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toMatch(/^nn: standard output cannot be written: the disk is full\n$/);
  });

  test.skipIf(noTerminal)('on a terminal of 80 columns', async () => {
    const all = ['eval', '--data', 'others', '--details', '--robustness', ...plain];
    const { code, stdout } = await nnOnTerminal(all, 80, { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain('Accuracy  \u001b[1m80.00%\u001b[22m');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: codes of colours and of the progress bar
    const text = stdout.replace(/\u001b(?:\[[\d;]*[mK]|\[\?\d+[hl]|[78])/g, '');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the progress bar goes back to the first column
    expect(text.split(/\n|\u001b\[1G/).filter((line) => line.length > 80)).toEqual([]);
  });
});
