import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { formatModel } from '../../src/network/model-file.ts';
import { everyLayerModel, smallModel } from '../support/small-model.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { writeDigits } from './support/digits.ts';
import { nn, nnOnTerminal, noTerminal } from './support/nn.ts';

const folder = (): string => {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 'every.json'), [...formatModel(everyLayerModel())].join(''));
  writeFileSync(join(cwd, 'small.json'), [...formatModel(smallModel())].join(''));
  return cwd;
};

describe('nn inspect', () => {
  test('prints layers, costs, and where the model came from', async () => {
    const { code, stdout, stderr } = await nn(['inspect', 'every.json'], { cwd: folder() });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = stdout.split('\n').map((line) => line.trim().replace(/ {2,}/g, ' | '));
    expect(lines).toContain('layer | output | parameters | multiply-adds');
    expect(lines).toContain('conv 3 3x3 padding 1 | 28x28x3 | 30 | 21,168'); // 28 x 28 x 3 x 9
    expect(lines).toContain('maxpool 3 | 9x9x3 | . | .');
    expect(lines).toContain('conv 2 2x3 stride 2 | 4x4x2 | 38 | 576'); // 4 x 4 x 2 x 18
    expect(lines).toContain('avgpool 2 stride 1 | 3x3x2 | . | .');
    expect(lines).toContain('dense 5 | 5 | 95 | 90');
    expect(lines).toContain('total | 257 | 21,910');
    expect(lines).toContain('Input | 28x28 pixels, black or white');
    expect(lines).toContain('Loss | mse');
    expect(lines).toContain('Data | made up: 90 training and 10 validation images');
    expect(lines).toContain('Trained | 2 epochs by nn 0.1.0, seed 3');
  });

  test('its --network trains the same net', async () => {
    const { stdout } = await nn(['inspect', 'every.json', '--json'], { cwd: folder() });
    const { network, parameters, layers } = JSON.parse(stdout) as {
      network: string;
      parameters: number;
      layers: { parameters: number }[];
    };
    expect(parameters).toBe(layers.reduce((sum, layer) => sum + layer.parameters, 0));
    const cwd = temporaryFolder();
    writeDigits(join(cwd, 'digits'), 30, 10);
    const quick = ['--data', 'digits', '--epochs', '1', '--loss', 'mse', '--quiet', '--json'];
    const trained = await nn(['train', '--network', network, ...quick], { cwd });
    expect(JSON.parse(trained.stdout.split('\n')[0])).toMatchObject({ network, parameters });
  });

  test('the line that trains it again gives the same file', async () => {
    const cwd = temporaryFolder();
    writeDigits(join(cwd, 'digits'), 60, 10);
    const net = ['--network', '784-12-10', '--activation', 'tanh', '--loss', 'bce', '--binarize'];
    const options = [
      '--epochs',
      '2',
      '--optimizer',
      'sgd',
      '--batch-size',
      '7',
      '--dropout',
      '0.1',
      '--seed',
      '5',
    ];
    await nn(['train', '--data', 'digits', ...net, ...options, '--quiet'], { cwd });
    const path = join(cwd, 'models', 'mnist.json');
    const first = readFileSync(path, 'utf8');
    const { stdout } = await nn(['inspect'], { cwd });
    const line = /^Reproduce +nn (train .*)$/m.exec(stdout)?.[1] ?? '';
    expect(line).toBe(
      'train --data digits --hidden 12 --activation tanh --dropout 0.1 --loss bce --binarize --epochs 2 ' +
        '--batch-size 7 --optimizer sgd --label-smoothing 0 --augment none --seed 5',
    );
    await nn([...line.split(' '), '--quiet', '--force'], { cwd });
    expect(readFileSync(path, 'utf8')).toBe(first);
  });

  test('no model, two models, no model file', async () => {
    const cwd = folder();
    writeFileSync(join(cwd, 'bad.json'), '{}');
    expect(await nn(['inspect', 'none.json'], { cwd })).toMatchObject({ code: 4, stdout: '' });
    expect(await nn(['inspect', 'bad.json'], { cwd })).toMatchObject({ code: 4, stdout: '' });
    expect(await nn(['inspect', 'small.json', 'every.json'], { cwd })).toMatchObject({ code: 2, stdout: '' });
    expect(await nn(['inspect', 'small.json', '--quiet'], { cwd })).toEqual({
      code: 0,
      stdout: '',
      stderr: '',
    });
  });

  test('a model whose layers do not chain: exit code 4 wherever one is read', async () => {
    const cwd = folder();
    const broken = (name: string, change: (layers: Record<string, unknown>[]) => void): void => {
      const model = JSON.parse(readFileSync(join(cwd, name), 'utf8')) as {
        layers: Record<string, unknown>[];
      };
      change(model.layers);
      writeFileSync(join(cwd, `broken-${name}`), JSON.stringify(model));
    };
    broken('small.json', (layers) => {
      layers[0].outputs = 3;
    });
    broken('every.json', (layers) => {
      layers[2].input = { height: 27, width: 28, channels: 3 };
    });
    const said = {
      'broken-small.json': 'layers[3].inputs: expected 3, got 2',
      'broken-every.json': 'layers[2].input: expected 28x28x3, got 27x28x3',
    };
    for (const [name, problem] of Object.entries(said)) {
      const reading = [
        ['inspect', name],
        ...['eval', 'predict a.png', 'explain a.png'].map((c) => [...c.split(' '), '--model', name]),
      ];
      for (const args of reading) {
        const outcome = await nn([...args, '--quiet'], { cwd });
        expect(outcome, args.join(' ')).toEqual({ code: 4, stdout: '', stderr: `nn: ${name}: ${problem}\n` });
      }
    }
  });

  test.skipIf(noTerminal)('on a terminal it draws the weights of the first layer', async () => {
    const cwd = folder();
    const plain = { cwd, env: { NO_COLOR: '1', TERM: 'dumb' } };
    const filters = (await nnOnTerminal(['inspect', 'every.json'], 80, plain)).stdout.replaceAll('\r', '');
    const drawn = filters
      .slice(filters.indexOf('First layer'), filters.indexOf('\nevery.json'))
      .trimEnd()
      .split('\n');
    expect(drawn[0]).toBe('First layer: weights of all 3 filters (white: positive)');
    expect(drawn.length).toBe(2 + 3); // three rows of weights, two columns wide and a line high each
    for (const line of drawn.slice(2)) expect(line.length).toBeLessThanOrEqual(3 * 6 + 2 * 2);
    expect(drawn.slice(2).join('')).toMatch(/@/); // the largest weight of a filter is white, or black
    const neurons = (await nnOnTerminal(['inspect', 'small.json'], 80, plain)).stdout.replaceAll('\r', '');
    expect(neurons).toContain('weights of all 2 neurons');
    const pictures = neurons.slice(neurons.indexOf('First layer'), neurons.indexOf('\nsmall.json'));
    expect(pictures.trimEnd().split('\n').length).toBe(2 + 14);
  });

  test.skipIf(noTerminal)('of many weights it draws a row, above what it says of the model', async () => {
    const cwd = temporaryFolder();
    writeDigits(join(cwd, 'digits'), 30, 10);
    await nn(['train', '--data', 'digits', '--hidden', '40', '--epochs', '1', '-q'], { cwd });
    const surroundings = { cwd, env: { NO_COLOR: '1', TERM: 'dumb' } };
    const { stdout } = await nnOnTerminal(['inspect'], 80, surroundings);
    const [pictures, text] = stdout.split('\nmodels/mnist.json\n');
    expect(pictures.trimEnd().split('\n').length).toBe(2 + 14);
    expect(pictures).toContain(
      'First layer: weights of 2 of 40 neurons (white: positive); more with --report\n',
    );
    expect(text).toBe((await nn(['inspect'], { cwd })).stdout.slice('models/mnist.json\n'.length));
  });
});
