import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { activationKinds } from '../../src/layers/activation.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { nn } from './support/nn.ts';

const all = 'Run `nn help` for all commands';
const verbose = '--json prints every figure, --debug the stack of an error';
const train = 'See: nn help train';
const data = 'See: nn help data';
const predict = 'See: nn help predict';
const explain = 'See: nn help explain';
const whole = (flag: string, least: number, most: number): string =>
  `${flag}: must be a whole number from ${least} to ${most}`;

describe('a command line that cannot be followed ends with exit code 2, one line and a hint', () => {
  test.each([
    [['trian'], "unknown command 'trian' (did you mean train?)", all],
    [['help', 'bake'], "unknown command 'bake'", all],
    [['help', 'train', 'bake'], 'help train: unexpected argument bake', train],
    [
      ['help', 'data', 'bake'],
      'help data: unexpected argument bake: data has list, fetch, verify, show',
      data,
    ],
    [
      ['help', 'data', 'show', 'bake'],
      'help data: unexpected argument bake: data has list, fetch, verify, show',
      data,
    ],
    [['digit.png'], "unknown command 'digit.png'", 'To read a picture: nn predict digit.png'],
    [['--bogus'], "unknown option '--bogus'", all],
    [['train', '--verbose'], `unknown option '--verbose' (${verbose})`, train],
    [['train', '-v'], `unknown option '-v' (${verbose})`, train],
    [['train', '--dataset', 'mnist'], "unknown option '--dataset' (use --data)", train],
    [['train', '--batch_size', '8'], "unknown option '--batch_size' (use --batch-size)", train],
    [['train', '--hidden_units', '8'], "unknown option '--hidden_units' (use --hidden)", train],
    [['train', '-lr', '0.1'], "unknown option '-lr' (use --lr)", train],
    [['train', '--weightDecay=1'], "unknown option '--weightDecay' (use --weight-decay)", train],
    [
      ['inspect', '--model', 'a'],
      "unknown option '--model' (the model is an argument: nn inspect <model>)",
      'See: nn help inspect',
    ],
    [
      ['teach', 'a.json'],
      'teach: a.json is no folder of pictures',
      'A model is given by a flag: --model a.json',
    ],
    [['eval', '--weights', 'a.json'], "unknown option '--weights' (use --model)", 'See: nn help eval'],
    [['train', 'epochs=3'], 'unexpected argument epochs=3 (use --epochs 3)', train],
    [
      ['train', 'learning-rate=0.1'],
      'unexpected argument learning-rate=0.1 (use --learning-rate 0.1)',
      train,
    ],
    [['serve', 'a.json'], 'unexpected argument a.json (use --model a.json)', 'See: nn help serve'],
    [['train', 'a.json'], 'unexpected argument a.json (use --config a.json)', train],
    [['train', '--epoch', '3'], "unknown option '--epoch' (did you mean --epochs?)", train],
    [['predict', '--modle', 'x'], "unknown option '--modle' (did you mean --model?)", predict],
    [['train', 'mnist'], 'unexpected argument mnist (use --data mnist)', train],
    [['train', '--epochs'], "option '--epochs <n>' argument missing", train],
    [['train', '--epochs', '-1'], `${whole('--epochs', 1, 100_000)}, got -1`, train],
    [['train', '--epochs=0'], `${whole('--epochs', 1, 100_000)}, got 0`, train],
    [['train', '--epochs', '1.5'], `${whole('--epochs', 1, 100_000)}, got 1.5`, train],
    [['train', '--epochs', '--json'], `${whole('--epochs', 1, 100_000)}, got --json`, train],
    [['train', '--batch-size', '0'], `${whole('--batch-size', 1, 65_536)}, got 0`, train],
    [['train', '--patience', '-3'], `${whole('--patience', 0, 100_000)}, got -3`, train],
    [['train', '--seed', '1e16'], `${whole('--seed', 0, Number.MAX_SAFE_INTEGER)}, got 1e16`, train],
    [['train', '--threads', '0'], `${whole('--threads', 1, 64)}, got 0`, train],
    [['train', '--threads', '65'], `${whole('--threads', 1, 64)}, got 65`, train],
    [['train', '--threads', '10000'], `${whole('--threads', 1, 64)}, got 10000`, train],
    [['train', '--threads', '1.5'], `${whole('--threads', 1, 64)}, got 1.5`, train],
    [['train', '--threads', 'NaN'], `${whole('--threads', 1, 64)}, got NaN`, train],
    [['train', '--threads', 'many'], `${whole('--threads', 1, 64)}, got many`, train],
    [['train', '--lr', 'abc'], '--lr: must be a number above 0 up to 1000, got abc', train],
    [['train', '--lr', '0'], '--lr: must be a number above 0 up to 1000, got 0', train],
    [['train', '--lr', ''], '--lr: must be a number above 0 up to 1000, got ""', train],
    [['train', '--momentum', '1'], '--momentum: must be a number from 0 to below 1, got 1', train],
    [['train', '--dropout', '1'], '--dropout: must be a number from 0 to below 1, got 1', train],
    [['train', '--validation', '-0.1'], '--validation: must be a number from 0 to below 1, got -0.1', train],
    [['train', '--weight-decay', 'NaN'], '--weight-decay: must be a number from 0 to 1e+38, got NaN', train],
    [
      ['train', '--hidden', 'abc'],
      '--hidden: give layer sizes such as 128 or 256,128, or none; got abc',
      train,
    ],
    [
      ['train', '--optimizer', 'admw'],
      '--optimizer: must be one of adam, adamw, momentum, nesterov, rmsprop, sgd, got admw (did you mean adamw?)',
      train,
    ],
    [
      ['train', '--hidden', '0'],
      '--hidden: must be up to 499 layer sizes from 1 to 100000, such as 128 or 256,128, or none, got 0',
      train,
    ],
    [
      ['train', '--optimizer', 'lion'],
      '--optimizer: must be one of adam, adamw, momentum, nesterov, rmsprop, sgd, got lion',
      train,
    ],
    [
      ['train', '--activation', 'swish'],
      `--activation: must be one of ${activationKinds.join(', ')}, got swish`,
      train,
    ],
    [['train', '--loss', 'hinge'], '--loss: must be one of cross-entropy, mse, bce, got hinge', train],
    [
      ['train', '--network', 'dense 20, rleu, dense 10'],
      '--network: there is no layer "rleu" (did you mean relu?), at character 11',
      '  dense 20, rleu, dense 10\n            ^^^^',
    ],
    [
      ['train', '--network', 'conv 8 29x29, dense 10'],
      '--network: kernel 29x29 is larger than its input of 28x28, at character 1',
      '  conv 8 29x29, dense 10\n  ^^^^',
    ],
    [
      ['train', '--network', 'conv 8 5x5 stride 0, dense 10'],
      '--network: the stride must be a whole number from 1 to 1000, got "0", at character 19',
      '  conv 8 5x5 stride 0, dense 10\n                    ^',
    ],
    [
      ['train', '--network', 'dense 9, conv 8 5x5, dense 10'],
      '--network: conv needs an image, but the dense layer before it gives a row of 9 numbers, at character 10',
      '  dense 9, conv 8 5x5, dense 10\n           ^^^^',
    ],
    [
      ['train', '--network', '784-300-9'],
      '--network: sizes end with 10, a neuron for each digit, got "9", at character 9',
      '  784-300-9\n          ^',
    ],
    [
      ['train', '--network', 'dense 20'],
      '--network: the last layer must be dense 10, a neuron for each digit, not 20, at character 1',
      '  dense 20\n  ^^^^^',
    ],
    [['train', '--network', '--json'], '--network: needs a value, got --json', train],
    [['train', '--backend', 'gpu'], '--backend: must be one of auto, reference, simd, got gpu', train],
    [
      ['train', '--augment', 'flip'],
      '--augment: must be one of none, shift, affine, elastic, photo, got flip',
      train,
    ],
    [
      ['train', '--augment', 'shift', '--shift', '15'],
      '--shift: must be a number from 0 to 14, got 15',
      train,
    ],
    [
      ['train', '--augment', 'shift', '--rotate', '10'],
      '--rotate: needs --augment to be affine, elastic or photo, got shift',
    ],
    [
      ['train', '--augment', 'affine', '--elastic-alpha', '34'],
      '--elastic-alpha: needs --augment to be elastic or photo, got affine',
    ],
    [
      ['train', '--loss', 'mse', '--label-smoothing', '0.1'],
      '--label-smoothing: needs --loss to be cross-entropy, got mse',
    ],
    [['train', '--epochs', '2', '--warmup', '5'], '--warmup: must be shorter than the 2 epochs, got 5'],
    [['train', '--out', '--json'], '--out: needs a value, got --json (a file of that name: ./--json)', train],
    [['train', '--out', ''], '--out: must not be empty', train],
    [['predict'], 'predict: no picture given', 'For example: nn predict photo.png'],
    [['predict', ''], 'predict: the name of a picture is empty', predict],
    [['predict', 'a.png', '--invert', 'maybe'], '--invert: must be one of auto, yes, no, got maybe', predict],
    [
      ['predict', 'a.png', '--min-confidence', '90'],
      '--min-confidence: must be a number from 0 to 1, got 90',
      predict,
    ],
    [
      ['predict', 'a.png', '--no-preprocess', '--digits'],
      '--digits: cannot be combined with --no-preprocess',
      predict,
    ],
    [
      ['predict', 'a.png', '--no-preprocess', '--invert', 'yes'],
      '--invert: cannot be combined with --no-preprocess',
      predict,
    ],
    [['predict', 'a.png', '--force'], '--force: does nothing without --out or --save-preprocessed', predict],
    [['predict', 'a.png', '--save-preprocessed', ''], '--save-preprocessed: must not be empty', predict],
    [['explain'], 'explain: no picture given', 'For example: nn explain photo.png'],
    [['explain', ''], 'explain: the name of the picture is empty', explain],
    [['explain', 'a.png', 'b.png'], 'explain: takes one picture, got 2', explain],
    [['explain', 'a.png', '--window', '0'], `${whole('--window', 1, 28)}, got 0`, explain],
    [['explain', 'a.png', '--nearest', '101'], `${whole('--nearest', 0, 100)}, got 101`, explain],
    [
      ['explain', 'a.png', '--nearest', '0', '--data', 'mnist'],
      '--data: does nothing with --nearest 0',
      explain,
    ],
    [
      ['explain', 'a.png', '--no-preprocess', '--invert', 'no'],
      '--invert: cannot be combined with --no-preprocess',
      explain,
    ],
    [
      ['eval', '--min-accuracy', '97'],
      '--min-accuracy: must be a number from 0 to 1, got 97',
      'See: nn help eval',
    ],
  ])('nn %j', async (args, message, hint = '') => {
    const lines = [`nn: ${message}`, ...(hint === '' ? [] : [hint])];
    expect(await nn(args)).toEqual({ code: 2, stdout: '', stderr: `${lines.join('\n')}\n` });
  });
});

describe('a million neurons: refused before anything is read, with the memory that it would take', () => {
  test.each([
    [['--network', 'dense 1000000, relu, dense 10'], '--network: the net'],
    [['--network', '784-1000000-10'], 'the net 784-1000000-10'],
  ])('nn train %j', async (args, net) => {
    const why =
      'has 795000010 weights (3.2 GB, and as much again for each gradient); at most 30000000 are allowed';
    expect(await nn(['train', '--data', 'nowhere', ...args])).toEqual({
      code: 2,
      stdout: '',
      stderr: `nn: ${net} ${why}: make the hidden layers smaller\n`,
    });
  });
});

describe('where the model cannot go, training does not begin', () => {
  test.each([
    [['--out', 'no/such/a.json'], 'the folder no/such does not exist; make it first, or choose another'],
    [['--out', 'file/a.json'], 'file is not a folder'],
    [['--out', 'folder'], 'folder is a folder; give a file, such as folder/mnist.json'],
    [['--out', 'folder', '--force'], 'folder is a folder; give a file, such as folder/mnist.json'],
    [['--out', '/dev/null', '--force'], '/dev/null is not a regular file'],
    [['--out', 'file'], 'file exists already; add --force to replace it, or choose another with --out'],
  ])('nn train %j', async (args, message) => {
    const cwd = temporaryFolder();
    mkdirSync(join(cwd, 'folder'));
    writeFileSync(join(cwd, 'file'), '');
    expect(await nn(['train', ...args], { cwd })).toEqual({
      code: 2,
      stdout: '',
      stderr: `nn: --out: ${message}\n`,
    });
    expect(readdirSync(cwd)).toEqual(['file', 'folder']);
  });

  test('a file in the place of the default folder', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'models'), '');
    const { code, stderr } = await nn(['train'], { cwd });
    expect(code).toBe(2);
    expect(stderr).toBe('nn: --out: models is not a folder\n');
  });
});

describe('errors', () => {
  test('a name with escape codes is shown, not obeyed', async () => {
    const name = '\u001b[2Jevil\u0007.json';
    const { code, stderr } = await nn(['eval', '--model', name]);
    expect(code).toBe(4);
    expect(stderr).toContain('\\x1b[2Jevil\\x07.json');
    expect(stderr).not.toMatch(/[^\P{Control}\n]/u);
  });

  test('a stack is shown with --debug alone', async () => {
    expect((await nn(['train', '--epochs', '0'])).stderr).not.toContain('    at ');
    expect((await nn(['train', '--epochs', '0', '--debug'])).stderr).toMatch(/\n {4}at .*parse-setting\.js/);
    expect((await nn(['--debug', 'train', '--epochs', '0'])).stderr).toMatch(/\n {4}at .*parse-setting\.js/);
  });

  test('--quiet does not silence them', async () => {
    expect((await nn(['train', '-q', '--epochs', '0'])).stderr).toContain('--epochs');
  });
});
