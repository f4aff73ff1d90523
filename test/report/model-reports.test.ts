/** The reports of one model, of two, of an answer, and of a search. */

import { describe, expect, test } from 'vitest';
import { reportTools } from '../../src/node/report/tools.ts';
import { comparisonReport } from '../../src/report/comparison/comparison-report.ts';
import { explanationFigures, explanationReport } from '../../src/report/explanation/explanation-report.ts';
import { draw } from '../../src/report/figure.ts';
import { explanationFigureNames, searchFigureNames } from '../../src/report/figure-names.ts';
import { inspectionReport } from '../../src/report/inspection/inspection-report.ts';
import { searchFigures, searchReport } from '../../src/report/search/search-report.ts';
import { fileTheme } from '../../src/report/theme.ts';
import { madeComparison, madeExplanation, madeInspection, madeSearch } from './support.ts';

const tools = reportTools();
const broken = /<script|<\/style><|undefined|NaN|\[object/;

describe('the report of a comparison', () => {
  test('shows the images that only one model reads, and no markup that a name brought', async () => {
    const text = await comparisonReport(madeComparison(200), tools);
    expect(text).not.toMatch(broken);
    const [, onlyA = '', onlyB = '', neither = ''] = text.split(
      /<h2>(?:Only A is right|Only B is right|Both are wrong)<\/h2>/,
    );
    expect([onlyA, onlyB].map((part) => part.match(/<img /g)?.length)).toEqual([20, 20]);
    expect(onlyA).toContain('A: class 4');
    expect(neither).toContain('There are none.');
  });

  test('shows a sample where there are many', async () => {
    const text = await comparisonReport(madeComparison(3000), tools);
    expect(text).toContain(
      '300 images: the label, and the answers of both. A sample: the 120 most confident of 300 mistakes.',
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
    expect(text).toContain('The model file does not contain the training history.');
  });
});

describe('the report of an answer', () => {
  test('shows what the net saw, each layer, and the nearest images, and no markup that a name brought', async () => {
    const explained = await madeExplanation();
    const text = await explanationReport(explained, tools);
    expect(text).not.toMatch(broken);
    expect(text).toContain('alt="the input of the network"');
    for (const { text: layer } of explained.explanation.activations) expect(text).toContain(`<h3>${layer} <`);
    expect(text.match(/alt="map \d+ of /g)?.length).toBe(10); // of 3, 3, 2 and 2 channels
    expect(text.match(/alt="image \d+, a /g)).toHaveLength(5);
    const alone = await explanationReport({ ...explained, among: null }, tools);
    expect(alone).not.toContain('Nearest images');
    const figures = explanationFigures(explained);
    expect(figures.map(({ name }) => name)).toEqual(explanationFigureNames);
    for (const figure of figures) expect(draw(figure, fileTheme, tools)).not.toMatch(broken);
  });
});

describe('the report of a search', () => {
  test('has every trial with its command, the best first, and no markup that a name brought', async () => {
    const search = madeSearch(40);
    const text = await searchReport(search, tools);
    expect(text).not.toMatch(broken);
    expect(text.match(/<code>nn train --lr /g)).toHaveLength(40);
    expect(text.match(/<td>diverged<\/td>/g)).toHaveLength(5);
    expect(text).toMatch(/aria-label="Importance of each setting: lr \d\d%, /);
    const figures = searchFigures(search);
    expect(figures.map(({ name }) => name)).toEqual(searchFigureNames);
    for (const figure of figures) expect(draw(figure, fileTheme, tools)).not.toMatch(broken);
  });

  test('says so where all trials diverged', async () => {
    const { trials, ...rest } = madeSearch(20);
    const all = trials.map((trial) => ({ ...trial, accuracy: null, loss: null, epochs: null }));
    const text = await searchReport({ ...rest, data: null, trials: all }, tools);
    expect(text).not.toMatch(broken);
    expect(text).toContain('<dt>Diverged</dt><dd>20<small>all of them</small>');
    expect(text).not.toMatch(/Best validation accuracy|>0%</);
  });

  test('has room for one trial, for equal ones, and for as many as there may be', async () => {
    const one = await searchReport(madeSearch(1), tools);
    expect(one).not.toMatch(broken);
    expect(one).toContain('There are too few trials.');
    const { trials, ...rest } = madeSearch(20);
    const alike = trials.map((trial) => ({ ...trial, accuracy: 1, varied: { lr: 0.1 } }));
    expect(await searchReport({ ...rest, trials: alike, open: 2 }, tools)).not.toMatch(broken);
    const many = await searchReport(madeSearch(10_000), tools);
    expect(many).toContain('The best 1,000 of 10,000.');
    expect(many.length).toBeLessThan(2e6);
  });
});
