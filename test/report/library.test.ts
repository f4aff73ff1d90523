/** `nn-digits/report`: programs get the reports of the commands, and who does not ask for them does not load them. */

import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { ReferenceKernels } from '../../src/matrix/reference/reference-kernels.ts';
import {
  comparisonReport,
  explanationReport,
  inspectionReport,
  searchReport,
  trainingReport,
} from '../../src/node/report/index.ts';
import { train } from '../../src/training/train.ts';
import { madeImages } from '../support/made-digits.ts';
import { codeBlocks, readDocument, root } from '../support/markdown.ts';
import { smallModel } from '../support/small-model.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { hostile, madeSearch } from './support.ts';

const kernels = new ReferenceKernels();
const images = madeImages(60);
const broken = /<script|undefined|NaN|\[object/;

describe('the reports of the library', () => {
  test('of two models, an image and a model measure what they show', async () => {
    const model = smallModel();
    const data = hostile;
    const facts = [['Made by', hostile, 'command']] as const;
    const compared = await comparisonReport({
      ...{ names: ['a', hostile], models: [model, model], images, data, kernels, facts },
    });
    expect(compared).toContain('No difference: A and B are right on the same images.');
    const pixels = images.images.slice(0, 784);
    const among = { name: hostile, images, learntFrom: false };
    const explained = await explanationReport({ image: hostile, name: 'a', model, pixels, kernels, among });
    expect(explained.match(/alt="image \d+, an? \d"/g)).toHaveLength(8);
    const inspected = await inspectionReport({ name: hostile, model, facts });
    const searched = await searchReport(madeSearch(3));
    for (const text of [compared, explained, inspected, searched]) expect(text).not.toMatch(broken);
  });

  test('of a training takes what train yielded', async () => {
    const dataset = { name: hostile, train: images, test: null };
    const quick = { epochs: 2, hidden: [4], augment: 'none', styles: 0, validation: 0.2 } as const;
    const training = train({ ...quick, dataset, kernels });
    const events = [];
    for await (const event of training) events.push(event);
    const result = await training.result;
    const text = await trainingReport({ name: hostile, events, result });
    expect(text).not.toMatch(broken);
    expect(text).toContain('--hidden');
    expect(text).toContain(result.model.training.data.hash);
    expect(() => trainingReport({ name: '', events: [], result })).toThrow(RangeError);
  });
});

test('the example of docs/library.md writes the report of the bundled model', () => {
  const cwd = temporaryFolder();
  const { exports } = JSON.parse(readDocument('package.json')) as {
    exports: Record<string, { default: string }>;
  };
  const [example] = codeBlocks(readDocument('docs/library.md'), 'js');
  const own = example.replace(/'nn-digits(\/\w+)?'/g, (_, part: string | undefined) => {
    const path = exports[part === undefined ? '.' : `.${part}`].default;
    return `'${pathToFileURL(join(root, path)).href}'`;
  });
  writeFileSync(join(cwd, 'example.mjs'), own);
  const { status, stderr } = spawnSync(process.execPath, ['example.mjs'], { cwd, encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const text = readFileSync(join(cwd, 'report.html'), 'utf8');
  expect(text).toContain('<title>Evaluation: digits.json</title>');
  expect(text).toContain('Occlusion map'.toLowerCase());
  expect(text).toContain('<dd>the example of docs/library.md</dd>');
});

test('nothing that nn-digits imports draws', () => {
  const seen = new Set<string>();
  const visit = (path: string): void => {
    if (seen.has(path)) return;
    seen.add(path);
    const text = readFileSync(path, 'utf8');
    for (const [, name] of text.matchAll(/^(?:import|export)\s[^;'"]*?from '(\.[^']+)'/gm))
      visit(join(dirname(path), name));
  };
  visit(join(root, 'src/index.ts'));
  expect(seen.size).toBeGreaterThan(100);
  expect([...seen].filter((path) => /[\\/]report[\\/]/.test(path))).toEqual([]);
});
