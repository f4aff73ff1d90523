/** The commands of docs/exchange.md, in its order, with files as it speaks of them. */

import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exportFormats } from '../../src/exchange/export-formats.ts';
import { importFormats } from '../../src/exchange/import-formats.ts';
import { exportSafetensors } from '../../src/exchange/safetensors/export.ts';
import { readTensors, writeTensors } from '../../src/exchange/safetensors/file.ts';
import { nn } from '../cli/support/nn.ts';
import { readDocument, root, tableRows } from '../support/markdown.ts';
import { modelText } from '../support/model-text.ts';
import { suiteFolder } from '../support/suite-folder.ts';
import { modelOf } from './support/architectures.ts';

const commands = tableRows(readDocument('docs/exchange.md'), /./)
  .map((cells) => /`nn (.*)`/.exec(cells.at(-1) ?? '')?.[1])
  .filter((command) => command !== undefined)
  .filter((command) => !command.startsWith('train')); // see test/cli/data-forms.test.ts

const cwd = suiteFolder();
mkdirSync(join(cwd, 'models'));
writeFileSync(join(cwd, 'models', 'mnist.json'), modelText);
const fixtures = {
  'net.onnx': 'torch-mlp-script.onnx',
  'sklearn.onnx': 'sklearn-mlp.onnx',
  'net.keras': 'keras-mlp.keras',
  'net.h5': 'keras-mlp.h5',
  'net.weights.h5': 'keras-mlp.weights.h5',
};
for (const [name, fixture] of Object.entries(fixtures)) {
  copyFileSync(join(root, 'test/fixtures/exchange', fixture), join(cwd, name));
}
const weights = readTensors(
  exportSafetensors(modelOf({ network: 'dense 16, relu, dense 10' })),
  'net',
).tensors;
writeFileSync(join(cwd, 'net.safetensors'), writeTensors({ tensors: weights, metadata: {} }));

describe('docs/exchange.md', () => {
  test.each(commands)('nn %s', async (command) => {
    expect(await nn(command.split(' '), { cwd })).toMatchObject({ code: 0, stderr: '' });
    expect(existsSync(join(cwd, /--out (\S+)/.exec(command)?.[1] ?? ''))).toBe(true);
  });

  test('has every format', () => {
    const text = commands.join('\n');
    const ends = { onnx: '.onnx', safetensors: '.safetensors', c: '.h', js: '.mjs', html: '.html' };
    expect(Object.keys(ends)).toEqual([...exportFormats]);
    for (const end of Object.values(ends)) expect(text).toContain(`--out digits${end}`);
    for (const format of importFormats) expect(text).toMatch(new RegExp(`^import \\w+\\.${format}`, 'm'));
  });
});
