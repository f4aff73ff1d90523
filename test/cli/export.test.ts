/** `nn export`: each format, what it prints, and what it refuses. */

import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exportText } from '../../src/cli/export/output.ts';
import { plainPaint } from '../../src/cli/terminal/colour.ts';
import { modelOf } from '../exchange/support/architectures.ts';
import { modelText } from '../support/model-text.ts';
import { suiteFolder } from '../support/suite-folder.ts';
import { nn, nnOnTerminal, noTerminal } from './support/nn.ts';

const folder = suiteFolder();
writeFileSync(join(folder, 'small.json'), modelText);
const inFolder = { cwd: folder };

describe('nn export', () => {
  test.each([
    ['onnx', 'small.onnx', 'Input "image"'],
    ['safetensors', 'small.safetensors', 'net.load_state_dict(load_file("small.safetensors"))'],
    ['c', 'small.h', 'int digit = nn_predict(pixels, probabilities);'],
    ['html', 'small.html', 'Open it with a double click'],
    ['js', 'small.mjs', "import { predict } from './small.mjs';"],
  ])('%s: a file beside, and how it is used', async (format, file, usage) => {
    const { code, stdout } = await nn(['export', 'small.json', '--format', format], inFolder);
    expect(code).toBe(0);
    expect(stdout).toContain(file);
    expect(stdout).toContain(usage);
    expect(statSync(join(folder, file)).size).toBeGreaterThan(1000);
  });

  test('the end of --out says the format; --json says what was written', async () => {
    const args = ['export', 'small.json', '--out', 'other.h', '--quantize', 'int8', '--json'];
    const { code, stdout } = await nn(args, inFolder);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      model: 'small.json',
      format: 'c',
      file: 'other.h',
      bytes: statSync(join(folder, 'other.h')).size,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      quantization: {
        data: 'mnist-10k',
        count: 1000,
        accuracy: expect.any(Number),
        quantizedAccuracy: expect.any(Number),
      },
    });
    expect(readFileSync(join(folder, 'other.h'), 'utf8')).toContain('static const int8_t nn_weights0[1568]');
  });

  test('the import of a module is JavaScript, whatever the name of its file', () => {
    const exported = { format: 'js', file: `it's "mine".mjs`, bytes: 1000, quantization: null } as const;
    const text = exportText(exported, modelOf({ network: 'dense 10' }), plainPaint);
    expect(text).toContain(String.raw`import { predict } from "./it's \"mine\".mjs";`);
  });

  test('int8 says what accuracy it costs', async () => {
    const { stdout } = await nn(['export', 'small.json', '--out', 'tiny.h', '--quantize', 'int8'], inFolder);
    expect(stdout).toMatch(
      /^Accuracy [\d.]+% with 8 bits, [\d.]+% with 32, on 1,000 test images of mnist-10k$/m,
    );
  });

  test('--out - writes to standard output alone what it would write to a file', async () => {
    await nn(['export', 'small.json', '--out', 'same.h'], inFolder);
    const { code, stdout, stderr } = await nn(
      ['export', 'small.json', '--format', 'c', '--out', '-'],
      inFolder,
    );
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toBe(readFileSync(join(folder, 'same.h'), 'utf8'));
    expect(existsSync(join(folder, '-'))).toBe(false);
  });

  test('--out - writes ONNX by default, and C where the weights are quantized', async () => {
    const { code, stdout, stderr } = await nn(['export', 'small.json', '--out', '-'], inFolder);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('nn.network');
    const quantized = await nn(['export', 'small.json', '--out', '-', '--quantize', 'int8', '-q'], inFolder);
    expect(quantized.stdout).toContain('#ifndef NN_MODEL_H');
  });

  test.skipIf(noTerminal)('--out - writes nothing to a terminal', async () => {
    const { code, stdout } = await nnOnTerminal(['export', 'small.json', '--out', '-'], 80, inFolder);
    expect(code).toBe(2);
    expect(stdout).toContain('--out: standard output (-) is a terminal; redirect it');
  });

  test('a header of another name is called one', async () => {
    const args = ['export', 'small.json', '--format', 'c', '--out', 'q.c'];
    const { stdout } = await nn(args, inFolder);
    expect(stdout).toContain(
      'This is a header to include, not a source file: rename it to .h.\n#include "q.h"\n',
    );
  });

  test.each([
    [['export', 'small.json', '--out', '-', '--format', 'c', '--json'], 2, 'cannot be combined with --json'],
    [
      ['export', 'small.json', '--out', 'small.json'],
      2,
      '--out: small.json has no extension of a known format: ' +
        'use .onnx, .safetensors, .h, .mjs or .html, or add --format\n',
    ],
    [['export', 'small.json', '--out', 'small.json', '--format', 'c'], 2, '--out: small.json exists already'],
    [
      ['export', 'small.json', '--format', 'onnx', '--quantize', 'int8'],
      2,
      '--quantize: works with --format c, not onnx',
    ],
    [
      ['export', 'small.json', '--format', 'tflite'],
      2,
      '--format: must be one of onnx, safetensors, c, js, html, got tflite',
    ],
    [['export', 'a.json', 'b.json'], 2, 'export: takes one model, got 2'],
    [['export', 'none.json'], 4, 'none.json: cannot read this model'],
    [['export', 'small.json', '--format', 'onxx'], 2, 'got onxx (did you mean onnx?)'],
  ])('%j: exit code %i', async (args, exit, message) => {
    const { code, stdout, stderr } = await nn(args, inFolder);
    expect(stdout).toBe('');
    expect(stderr).toContain(message);
    expect(code).toBe(exit);
  });
});
