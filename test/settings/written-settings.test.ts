/** Settings that were written, as a command line or in a model file, say the same when they are read. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkedOptions } from '../../src/cli/shared/config.ts';
import { settingFlags } from '../../src/cli/shared/setting-flags.ts';
import { UsageError } from '../../src/errors.ts';
import type { Model } from '../../src/network/model.ts';
import { formatModel, parseModel } from '../../src/network/model-file.ts';
import { weightShapeOf } from '../../src/network/model-size.ts';
import { flagOf } from '../../src/settings/describe-setting.ts';
import { architectureOf } from '../../src/settings/network-settings.ts';
import { settingKeys } from '../../src/settings/read-setting.ts';
import { reproduceArguments } from '../../src/settings/reproduce-arguments.ts';
import type { SettingsInput } from '../../src/settings/setting-types.ts';
import { completeSettings, recordOf, type TrainingSettings } from '../../src/settings/training-settings.ts';
import { samples } from '../support/exhaustive.ts';
import { provenance, soundSettings } from '../support/setting-values.ts';

/** What `nn train` makes of these arguments. */
function settingsOfArguments(args: readonly string[]): TrainingSettings {
  const byFlag = new Map(settingKeys.map((key) => [flagOf(key), key]));
  const said: Record<string, unknown> = {};
  for (let k = 0; k < args.length; k++) {
    const key = byFlag.get(args[k]);
    if (key === undefined) throw new Error(`no flag of a setting: ${args[k]}`);
    const { parse } = settingFlags[key];
    said[key] = parse === undefined ? true : parse(args[++k]);
  }
  return completeSettings(said as SettingsInput);
}

test('the command that trains a model again says its settings, whatever they are', () => {
  fc.assert(
    fc.property(soundSettings, (options) => {
      const settings = completeSettings(options);
      const [train, data, name, ...flags] = reproduceArguments(recordOf(settings), 'digits') ?? [];
      expect([train, data, name]).toEqual(['train', '--data', 'digits']);
      expect(settingsOfArguments(flags)).toEqual(settings);
    }),
    { numRuns: samples(60, 200), seed: 7 },
  );
});

test('settings that are written can be read', () => {
  fc.assert(
    fc.property(soundSettings, (options) => {
      const settings = completeSettings(options);
      const record = JSON.parse(JSON.stringify(recordOf(settings)));
      expect(completeSettings(checkedOptions(provenance(record), 'm.json') as SettingsInput)).toEqual(
        settings,
      );
    }),
    { numRuns: samples(60, 200), seed: 7 },
  );
});

/** A model whose weights are all 0. */
function emptyModel(settings: TrainingSettings): Model {
  const architecture = architectureOf(settings);
  const parameters = architecture.flatMap((layer) => {
    const shape = weightShapeOf(layer);
    return shape === null ? [] : [new Float32Array(shape.rows * shape.cols), new Float32Array(shape.biases)];
  });
  const training = provenance(recordOf(settings));
  return {
    architecture,
    loss: settings.loss,
    binarize: settings.binarize,
    parameters,
    temperature: 1,
    training,
  };
}

test.each([
  [499, 0, true],
  [500, 0, false],
  [333, 0.5, true],
  [334, 0.5, false],
])('a net of %i hidden layers and dropout %d: %s', (layers, dropout, allowed) => {
  const options = { hidden: Array<number>(layers).fill(1), dropout };
  if (!allowed) {
    expect(() => completeSettings(options)).toThrow(UsageError);
    return;
  }
  const model = emptyModel(completeSettings(options));
  const text = [...formatModel(model)].join('');
  expect(parseModel(text, 'm.json').architecture).toEqual(model.architecture);
});
