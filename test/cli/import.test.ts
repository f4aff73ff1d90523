/** `nn import`: nets of other programs as model files that every command takes. */

import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { exportSafetensors } from '../../src/exchange/safetensors/export.ts';
import { parseModel } from '../../src/network/model-file.ts';
import { smallModel } from '../support/small-model.ts';
import { suiteFolder } from '../support/suite-folder.ts';
import { nn } from './support/nn.ts';

const folder = suiteFolder();
const inFolder = { cwd: folder };
for (const name of ['torch-mlp-script', 'torch-residual-dynamo']) {
  const path = fileURLToPath(new URL(`../fixtures/exchange/${name}.onnx`, import.meta.url));
  copyFileSync(path, join(folder, `${name}.onnx`));
}
copyFileSync(
  fileURLToPath(new URL('../fixtures/exchange/keras-cnn.keras', import.meta.url)),
  join(folder, 'net.keras'),
);
writeFileSync(join(folder, 'small.safetensors'), exportSafetensors(smallModel()));
writeFileSync(join(folder, 'empty.onnx'), '');
writeFileSync(join(folder, 'model.pkl'), '\x80\x04junk', 'latin1');

describe('nn import', () => {
  test('a net of PyTorch goes through eval, inspect and export', async () => {
    const read = await nn(['import', 'torch-mlp-script.onnx', '--out', 'mlp.json'], inFolder);
    expect(read).toMatchObject({ code: 0, stderr: '' });
    expect(read.stdout).toBe('mlp.json  784-12-10, 9,550 parameters\n\nNext: nn eval --model mlp.json\n');
    expect((await nn(['inspect', 'mlp.json'], inFolder)).stdout).toContain('unknown: the file does not say');
    const measured = await nn(['eval', '--model', 'mlp.json', '--json', '-q'], inFolder);
    expect(JSON.parse(measured.stdout)).toMatchObject({ count: 1000 });
    expect((await nn(['export', 'mlp.json', '--out', 'again.onnx'], inFolder)).code).toBe(0);
    const again = await nn(['import', 'again.onnx', '--json'], inFolder);
    expect(JSON.parse(again.stdout)).toMatchObject({
      file: 'again.onnx',
      format: 'onnx',
      model: 'again.json',
      network: '784-12-10',
      loss: 'cross-entropy',
      parameters: 9550,
      notes: [],
    });
    expect(readFileSync(join(folder, 'again.json'), 'utf8')).toBe(
      readFileSync(join(folder, 'mlp.json'), 'utf8'),
    );
  });

  test('a net of Keras goes through every other command', async () => {
    const five = fileURLToPath(new URL('../../docs/five.jpg', import.meta.url));
    const commands = [
      ['import', 'net.keras', '--out', 'keras.json'],
      ['predict', '--model', 'keras.json', five],
      ['explain', '--model', 'keras.json', five],
      ['compare', 'keras.json', 'mlp.json'],
      ['train', '--init-from', 'keras.json', '--epochs', '1', '--out', 'further.json'],
      ['eval', '--model', 'further.json'],
      ['export', 'keras.json', '--out', 'keras.html'],
    ];
    for (const command of commands) {
      const { code, stderr } = await nn(command, inFolder);
      expect(code, `${command.join(' ')}: ${stderr}`).toBe(0);
    }
  });

  test('what nn exported comes back whole, with where it came from', async () => {
    expect((await nn(['import', 'small.safetensors'], inFolder)).code).toBe(0);
    expect(parseModel(readFileSync(join(folder, 'small.json'), 'utf8'), 'small')).toEqual(smallModel());
  });

  test.each([
    [
      ['import', 'torch-residual-dynamo.onnx'],
      4,
      'torch-residual-dynamo.onnx: cannot be imported: Add (node "',
    ],
    [['import', 'empty.onnx'], 4, 'empty.onnx: is empty'],
    [
      ['import', 'model.pkl'],
      4,
      'model.pkl: is a pickle, which could run arbitrary code; nn import supports ONNX',
    ],
    [['import', 'none.onnx'], 4, 'none.onnx: cannot be read: there is no such file or folder'],
    [['import'], 2, 'import: no file given'],
    [
      ['import', 'torch-mlp-script.onnx', '--normalize', '0.1307'],
      2,
      '--normalize: must be a mean and a deviation above 0',
    ],
    [['import', 'torch-mlp-script.onnx', '--ink', '2'], 2, '--ink: must be one of 1, 255, got 2'],
    [
      ['import', 'small.safetensors', '--network', 'dense 3, relu, dense 10', '--out', 'x.json'],
      4,
      'small.safetensors: dense 3 takes 3 x 784 numbers',
    ],
  ])('%j: exit code %i', async (args, exit, message) => {
    const { code, stdout, stderr } = await nn(args, inFolder);
    expect(stdout).toBe('');
    expect(stderr).toContain(message);
    expect(code).toBe(exit);
  });
});
