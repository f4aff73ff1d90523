/** The reports of one model, and of two. */

import { describe, expect, test } from 'vitest';
import { reportTools } from '../../src/node/report/tools.ts';
import { comparisonReport } from '../../src/report/comparison/comparison-report.ts';
import { inspectionReport } from '../../src/report/inspection/inspection-report.ts';
import { madeComparison, madeInspection } from './support.ts';

const tools = reportTools();
const broken = /<script|<\/style><|undefined|NaN|\[object/;

describe('the report of a comparison', () => {
  test('shows the images that only one model reads, and no markup that a name brought', async () => {
    const text = await comparisonReport(madeComparison(200), tools);
    expect(text).not.toMatch(broken);
    const [, onlyA = '', onlyB = '', neither = ''] = text.split(
      /<h2>(?:Only A|Only B|Neither) reads these<\/h2>/,
    );
    expect([onlyA, onlyB].map((part) => part.match(/<img /g)?.length)).toEqual([20, 20]);
    expect(onlyA).toContain('A: class 4');
    expect(neither).toContain('There are none.');
  });

  test('shows a sample where there are many', async () => {
    const text = await comparisonReport(madeComparison(3000), tools);
    expect(text).toContain(
      '300 images: the label, and the answers of both. A sample: the surest 120 of 300 mistakes.',
    );
    expect(text.length).toBeLessThan(1e6);
  });
});

describe('the report of a model', () => {
  test('shows every layer, and a histogram of each that has weights', async () => {
    const { name, model, facts } = madeInspection();
    const text = await inspectionReport({ name, model, facts }, tools);
    expect(text).not.toMatch(broken);
    expect(text.match(/Histogram of the [\d,]+ weights of layer/g)).toHaveLength(6);
    expect(text.match(/alt="filter \d+"/g)).toHaveLength(3);
    expect(text).toContain('Loss by epoch');
  });

  test('has room for a model that does not say how it was trained, whose weights are all 0', async () => {
    const { name, model, facts } = madeInspection();
    const { training, ...unknown } = model;
    expect(training).toBeDefined();
    const parameters = model.parameters.map(({ length }) => new Float32Array(length));
    const text = await inspectionReport({ name, model: { ...unknown, parameters }, facts }, tools);
    expect(text).not.toMatch(broken);
    expect(text).toContain('The file does not say.');
  });
});
