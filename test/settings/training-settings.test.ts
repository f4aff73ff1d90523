/** Every option has its range, and a message that names it. */

import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/errors.ts';
import { activationKinds } from '../../src/layers/activation.ts';
import { augmentDefaults, augmentKinds } from '../../src/settings/augmentation-settings.ts';
import { architectureOf } from '../../src/settings/network-settings.ts';
import { completeSettings, recordOf, type SettingsInput } from '../../src/settings/training-settings.ts';
import { madeDataset } from '../support/made-digits.ts';
import { trainToEnd } from '../support/train-to-end.ts';

const dataset = madeDataset(20);

describe('options', () => {
  test.each([
    ['epochs', 0, 'epochs: must be a whole number from 1 to 100000, got 0'],
    ['epochs', 1.5, 'epochs: must be a whole number from 1 to 100000, got 1.5'],
    ['epochs', Number.NaN, 'epochs: must be a whole number from 1 to 100000, got NaN'],
    ['batchSize', 0, 'batchSize: must be a whole number from 1 to 65536, got 0'],
    ['batchSize', 65537, 'batchSize: must be'],
    ['patience', -1, 'patience: must be a whole number from 0 to 100000, got -1'],
    ['seed', -1, 'seed: must be a whole number from 0 to 9007199254740991, got -1'],
    ['seed', 2 ** 53, 'seed: must be'],
    ['lr', 0, 'lr: must be a number above 0 up to 1000, got 0'],
    ['lr', -0.1, 'lr: must be a number above 0'],
    ['lr', Number.NaN, 'lr: must be a number above 0 up to 1000, got NaN'],
    ['lr', Infinity, 'lr: must be a number above 0'],
    ['momentum', 1, 'momentum: must be a number from 0 to below 1, got 1'],
    ['dropout', 1, 'dropout: must be a number from 0 to below 1, got 1'],
    ['dropout', -0.1, 'dropout: must be'],
    ['validation', 1, 'validation: must be a number from 0 to below 1, got 1'],
    ['outliers', -0.1, 'outliers: must be a number from 0 to 1, got -0.1'],
    ['outliers', 1.5, 'outliers: must be a number from 0 to 1, got 1.5'],
    ['styles', 1.5, 'styles: must be a number from 0 to 1, got 1.5'],
    ['weightDecay', -1, 'weightDecay: must be a number from 0 to 1e+38, got -1'],
    ['weightDecay', Infinity, 'weightDecay: must be a number from 0 to 1e+38, got Infinity'],
    ['schedule', 'linear', 'schedule: must be one of cosine, constant, step, one-cycle, got linear'],
    [
      'optimizer',
      'rprop',
      'optimizer: must be one of adam, adamw, momentum, nesterov, rmsprop, sgd, got rprop',
    ],
    [
      'optimizer',
      'toString',
      'optimizer: must be one of adam, adamw, momentum, nesterov, rmsprop, sgd, got toString',
    ],
    ['warmup', 40, 'warmup: must be shorter than the 40 epochs, got 40'],
    ['l1', -1, 'l1: must be a number from 0 to 1e+38, got -1'],
    ['clip', Number.NaN, 'clip: must be a number from 0 to 1000000, got NaN'],
    ['ema', 1, 'ema: must be a number from 0 to below 1, got 1'],
    ['labelSmoothing', -0.1, 'labelSmoothing: must be a number from 0 to below 1, got -0.1'],
    ['augment', 'flip', 'augment: must be one of none, shift, affine, elastic, photo, got flip'],
    ['wear', 1, 'wear: needs augment to be photo, got elastic'],
    ['activation', 'swish', `activation: must be one of ${activationKinds.join(', ')}, got swish`],
    ['loss', 'hinge', 'loss: must be one of cross-entropy, mse, bce, got hinge'],
    ['network', 'dense 10x', 'network: the number of neurons must be a whole number'],
  ])('%s %s', (name, value, message) => {
    const options = { [name]: value } as SettingsInput;
    expect(() => completeSettings(options)).toThrow(UsageError);
    expect(() => completeSettings(options)).toThrow(message);
  });

  test('patience needs a validation part', () => {
    expect(() => completeSettings({ patience: 2, validation: 0 })).toThrow(
      'patience: needs a validation part',
    );
  });

  test('the learning rate fits the optimizer unless one is given', () => {
    expect(completeSettings({}).lr).toBe(0.003);
    expect(completeSettings({ optimizer: 'sgd' }).lr).toBe(0.1);
    expect(completeSettings({ optimizer: 'momentum' }).lr).toBe(0.02);
    expect(completeSettings({ optimizer: 'sgd', lr: 0.3 }).lr).toBe(0.3);
  });

  test.each([
    ['shift', 15, 'shift: must be a number from 0 to 14, got 15'],
    ['rotate', -1, 'rotate: must be a number from 0 to 90, got -1'],
    ['scale', Number.NaN, 'scale: must be a number from 0 to 0.5, got NaN'],
    ['elasticSigma', 0, 'elasticSigma: must be a number from 2 to 20, got 0'],
  ])('augment: %s %s', (name, value, message) => {
    expect(() => completeSettings({ augment: 'elastic', [name]: value })).toThrow(message);
  });

  test('what a loss or black and white cannot have is not among their defaults', () => {
    expect(completeSettings({}).labelSmoothing).toBeGreaterThan(0);
    expect(completeSettings({ loss: 'mse' }).labelSmoothing).toBe(0);
    expect(() => completeSettings({ loss: 'mse', labelSmoothing: 0.1 })).toThrow(
      'labelSmoothing: needs loss to be cross-entropy',
    );
    expect(completeSettings({}).augment).not.toBe('none');
    expect(completeSettings({ binarize: true }).augment).toBe('none');
    expect(() => completeSettings({ binarize: true, augment: 'shift' })).toThrow(
      'binarize: cannot be combined',
    );
  });

  test('strengths are those of the kind of augmentation unless given, and complete settings stay as they are', () => {
    expect(completeSettings({ augment: 'none' })).toMatchObject({ shift: 0, elasticAlpha: 0 });
    const settings = completeSettings({ augment: 'elastic', shift: 3, shear: 0 });
    expect(settings).toMatchObject({ ...augmentDefaults.elastic, shift: 3, shear: 0 });
    for (const augment of augmentKinds) {
      const complete = completeSettings({ augment });
      expect(completeSettings(complete)).toEqual(complete);
    }
  });

  test.each([0, -3, 1.5, 100_001, Number.NaN])('a hidden layer of %d', async (width) => {
    await expect(trainToEnd({ dataset, hidden: [width] })).rejects.toThrow(UsageError);
  });

  test('a net too large is refused before any memory is asked for', async () => {
    await expect(trainToEnd({ dataset, hidden: [100_000, 100_000] })).rejects.toThrow(
      'at most 30000000 are allowed: make the hidden layers smaller',
    );
  });
});

describe('the net', () => {
  const net = (options: SettingsInput) => {
    const { network, hidden, activation, dropout, loss } = completeSettings(options);
    return { network, hidden, activation, dropout, loss };
  };
  const words = 'conv 2 5x5, relu, dense 10';
  const none = { hidden: undefined, activation: undefined, dropout: undefined };

  test('in sizes: activation and dropout come between them', () => {
    const settings = { network: '784-30-20-10', activation: 'tanh', dropout: 0.1, loss: 'bce' } as const;
    const expected = { ...settings, network: undefined, hidden: [30, 20] };
    expect(net(settings)).toEqual(expected);
    expect(net(expected)).toEqual(expected);
    expect(architectureOf(completeSettings(settings))).toEqual(architectureOf(completeSettings(expected)));
  });

  test('in words: they say all of it, and nothing else is kept', () => {
    const expected = { ...none, network: words, loss: 'cross-entropy' };
    expect(net({ network: ` ${words}, softmax` })).toEqual(expected);
    expect(net({ network: architectureOf(completeSettings({ network: words })) })).toEqual(expected);
    expect(net(completeSettings({ network: words }))).toEqual(expected);
    const record = recordOf(completeSettings({ network: words }));
    expect(Object.keys(record).filter((key) => key in expected)).toEqual(['network', 'loss']);
  });

  test('by name', () => {
    expect(net({ network: 'mlp' })).toEqual(net({}));
    expect(net({ network: 'perceptron' })).toMatchObject({ hidden: [], loss: 'mse' });
    expect(net({ network: 'softmax-regression' })).toMatchObject({ hidden: [], loss: 'cross-entropy' });
    expect(net({ network: 'lenet5' }).network).toContain('conv 6 5x5 padding 2, relu, maxpool 2');
  });

  test.each([
    [
      { network: '784-30-10', hidden: [30] },
      'hidden: cannot be combined with network, which lists the layers',
    ],
    [
      { network: words, activation: 'relu' },
      'activation: cannot be combined with a network that lists its layers',
    ],
    [{ network: 'lenet5', dropout: 0.5 }, 'dropout: cannot be combined with a network that lists its layers'],
    [{ network: [{ kind: 'dense', inputs: 700, outputs: 10 }] }, 'network: layer 1: expected 784, got 700'],
    [{ network: [null] }, 'network: must be a text, or a list of layers of known kinds'],
    [{ network: 5 }, 'network: must be a text, or a list of layers of known kinds'],
    [{ binarize: 'yes' }, 'binarize: must be true or false, got "yes"'],
    [{ network: [] }, 'network: layer 1: the last layer must be dense 10'],
    [
      { binarize: true, augment: 'shift' },
      'binarize: cannot be combined with augment, which creates grey levels, got shift',
    ],
  ])('%j', (options, message) => {
    expect(() => completeSettings(options as SettingsInput)).toThrow(UsageError);
    expect(() => completeSettings(options as SettingsInput)).toThrow(message);
  });
});
