import { describe, expect, test } from 'vitest';
import { reportTools } from '../../src/node/report/tools.ts';
import { draw } from '../../src/report/figure.ts';
import { trainingFigureNames } from '../../src/report/figure-names.ts';
import { fileTheme } from '../../src/report/theme.ts';
import { trainingFigures, trainingReport } from '../../src/report/training/training-report.ts';
import { firstLayerOf } from '../../src/report/weights.ts';
import { everyLayerModel, smallModel } from '../support/small-model.ts';
import { madeTraining } from './support.ts';

const tools = reportTools();

describe('the report of a training', () => {
  test('has curves, settings, weights and commands, and no markup that a name brought', async () => {
    const text = await trainingReport(madeTraining(12), tools);
    expect(text).not.toMatch(/<script|undefined|NaN|\[object|http-equiv="refresh"/);
    for (const part of [
      '97.00%',
      'Loss',
      'Accuracy',
      'Learning rate',
      'Speed',
      '--hidden',
      'first 2 of',
      'reproduce',
    ]) {
      expect(text).toContain(part);
    }
    expect(text.match(/<img /g)).toHaveLength(4); // two neurons, at the start and now
  });

  test('loads itself again while the training goes on, and has room for no epoch at all', async () => {
    const text = await trainingReport({ ...madeTraining(0), running: true }, tools);
    expect(text).toMatch(/http-equiv="refresh" content="\d+"/);
    expect(text).toContain('No epoch has finished yet.');
  });

  test('stays small after 100,000 epochs', async () => {
    const text = await trainingReport(madeTraining(100_000), tools);
    expect(text.length).toBeLessThan(500_000);
  });

  test('has figures of one epoch without validation', () => {
    const run = madeTraining(1);
    const [record] = run.history;
    const history = [{ ...record, validationLoss: null, validationAccuracy: null, loss: 0 }];
    for (const figure of trainingFigures({ ...run, history })) {
      expect(trainingFigureNames).toContain(figure.name);
      expect(draw(figure, fileTheme, tools)).not.toMatch(/NaN|Infinity|undefined/);
    }
  });
});

describe('the first layer', () => {
  test('of dense nets is 28x28 weights of each neuron, of others the windows of their filters', () => {
    const { architecture, parameters } = smallModel();
    const dense = firstLayerOf(architecture, parameters);
    expect(dense).toMatchObject({ kind: 'neurons', total: 2, height: 28, width: 28 });
    expect(dense?.units[1][5]).toBe(parameters[0][2 * 5 + 1]);
    const conv = everyLayerModel();
    const filters = firstLayerOf(conv.architecture, conv.parameters);
    expect(filters).toMatchObject({ kind: 'filters', total: 3, height: 3, width: 3 });
    expect(filters?.units[2]).toEqual(conv.parameters[0].subarray(18, 27));
    expect(firstLayerOf([{ kind: 'maxpool', size: 2 } as never], [])).toBeNull();
  });
});
