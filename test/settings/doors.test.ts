/**
 * Every door that a setting comes in by gives the same verdict on the same value: flag, config file, model file,
 * checkpoint, library, and `nn sweep --param`.
 */

import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkedOptions } from '../../src/cli/shared/config.ts';
import { readConfig } from '../../src/cli/shared/config-file.ts';
import { settingFlags } from '../../src/cli/shared/setting-flags.ts';
import { readParam, settingsOf } from '../../src/cli/sweep/param.ts';
import { ModelError, NnError, UsageError } from '../../src/errors.ts';
import { augmentationLimits } from '../../src/matrix/augmentation.ts';
import type { Model, Provenance } from '../../src/network/model.ts';
import { formatModel, parseModel } from '../../src/network/model-file.ts';
import { weightShapeOf } from '../../src/network/model-size.ts';
import { flagOf } from '../../src/settings/describe-setting.ts';
import { architectureOf } from '../../src/settings/network-settings.ts';
import { formatSetting } from '../../src/settings/parse-setting.ts';
import { settingKeys, settingOf } from '../../src/settings/read-setting.ts';
import { reproduceArguments } from '../../src/settings/reproduce-arguments.ts';
import type { SettingKey, SettingsInput, SettingValue } from '../../src/settings/setting-types.ts';
import { completeSettings, recordOf, type TrainingSettings } from '../../src/settings/training-settings.ts';
import { formatCheckpoint, parseCheckpoint } from '../../src/training/checkpoint-file.ts';
import { samples } from '../support/exhaustive.ts';
import { suiteFolder } from '../support/suite-folder.ts';

const createSha256 = () => createHash('sha256');
const folder = suiteFolder();

/** Settings beside the one that is tried, with which it can have an effect. */
function companions(key: SettingKey): SettingsInput {
  if (key === 'augment' || key in augmentationLimits) return { augment: 'photo' };
  if (key === 'warmup') return { epochs: 100_000 };
  return {};
}

type Door = (
  key: SettingKey,
  value: unknown,
  context: SettingsInput,
) => TrainingSettings | Promise<TrainingSettings>;

function provenance(options: object): Provenance {
  const data = { name: 'digits', hash: '', train: 1, validation: 1 };
  return {
    nn: '0',
    data,
    options: options as Provenance['options'],
    history: [],
    epoch: 0,
    interrupted: false,
  };
}

const library: Door = (key, value, context) =>
  completeSettings({ ...context, [key]: value } as SettingsInput);

const doors: Readonly<Record<string, Door>> = {
  'config file': async (key, value, context) => {
    const path = join(folder, 'config.json');
    writeFileSync(path, JSON.stringify({ ...context, [key]: value }));
    return completeSettings((await readConfig(path)).settings as SettingsInput);
  },
  'model file': (key, value, context) => {
    const options = JSON.parse(JSON.stringify({ ...context, [key]: value }));
    return completeSettings(checkedOptions(provenance(options), 'm.json') as SettingsInput);
  },
  checkpoint: (key, value, context) => {
    const settings = JSON.parse(JSON.stringify({ ...context, [key]: value }));
    const pieces = formatCheckpoint(
      {
        ...{ nn: '0', data: { name: 'digits', hash: '' }, settings, origin: null, seconds: 0, history: [] },
        ...{ position: { epoch: 1, seen: 0, count: 0, loss: 0, correct: 0 }, best: null },
        arrays: {
          parameters: [new Float32Array(1)],
          optimizer: [],
          best: [],
          before: key === 'tolerance' && typeof value === 'number' && value > 0 ? [new Float32Array(1)] : [],
        },
      },
      createSha256,
    );
    return parseCheckpoint(Buffer.concat([...pieces]), 'c.json', createSha256).settings;
  },
};

/** Those that take texts. */
const textDoors: Readonly<
  Record<string, (key: SettingKey, text: string, context: SettingsInput) => TrainingSettings>
> = {
  flag: (key, text, context) => {
    const { parse } = settingFlags[key];
    const value = parse === undefined ? text === 'true' : parse(text);
    return completeSettings({ ...context, [key]: value } as SettingsInput);
  },
  '--param': (key, text, context) => {
    const varied = readParam(text.includes(',') ? `${key}=${text}|none` : `${key}=${text}`);
    return completeSettings({
      ...context,
      ...settingsOf([varied], { [varied.dimension.name]: text }),
    } as SettingsInput);
  },
};

/** What a door lets in, or the kind of its refusal. Anything but an error of ours is a bug. */
async function verdictOf(
  enter: () => TrainingSettings | Promise<TrainingSettings>,
): Promise<TrainingSettings | NnError> {
  try {
    return await enter();
  } catch (error) {
    if (error instanceof NnError) return error;
    throw error;
  }
}

const numeric = (key: SettingKey): { from: number; to: number } | null => {
  const setting = settingOf(key);
  if (setting.type === 'sizes') return null;
  if (!('from' in setting || 'above' in setting)) return null;
  return { from: setting.from ?? setting.above ?? 0, to: setting.to ?? setting.below ?? 0 };
};

/** In range, at its ends, beside them, far out, of other types. */
function candidates(key: SettingKey): fc.Arbitrary<unknown> {
  const setting = settingOf(key);
  const range = numeric(key);
  const own: fc.Arbitrary<unknown>[] = [];
  if (range !== null) {
    const { from, to } = range;
    own.push(
      fc.double({ min: from, max: to, noNaN: true }),
      fc.integer({ min: Math.ceil(from), max: Math.min(Math.floor(to), Number.MAX_SAFE_INTEGER) }),
    );
    own.push(fc.constantFrom(from, to, from - 1, to + 1, from + 0.5, from - 1e-9, to * 2, -0, 1e-9));
  }
  if (setting.type === 'choice') {
    own.push(fc.constantFrom(...setting.choices, ...setting.choices.map((choice) => choice.toUpperCase())));
  }
  if (setting.type === 'boolean') own.push(fc.boolean());
  if (setting.type === 'sizes') {
    own.push(fc.array(fc.integer({ min: -1, max: 9000 }), { maxLength: 4 }));
    own.push(
      fc.constantFrom(
        [],
        [0],
        [1.5],
        ['8'],
        [null],
        [[8]],
        [100_000],
        [100_001],
        Array(499).fill(1),
        Array(500).fill(1),
      ),
    );
  }
  if (setting.type === 'network') {
    own.push(
      fc.constantFrom(
        '784-30-10',
        'LeNet5',
        'Conv 2 5X5, relu, dense 10',
        'dense 9',
        '784--10',
        'x'.repeat(100_001),
      ),
    );
  }
  const foreign = fc.constantFrom<unknown>(
    ...[null, true, false, '', ' ', '0.5', 'constructor', '__proto__', 'toString', 'hasOwnProperty'],
    ...[[], {}, [[]], { valueOf: 1 }, { __proto__: null, toString: 1 }, 5000, -1, 1e21, 1e308, -1e308],
  );
  return fc.oneof({ weight: 3, arbitrary: fc.oneof(...own) }, { weight: 1, arbitrary: foreign });
}

describe.each(settingKeys)('%s', (key) => {
  const context = companions(key);

  test('has the same verdict at every door', async () => {
    await fc.assert(
      fc.asyncProperty(candidates(key), async (value) => {
        const expected = await verdictOf(() => library(key, value, context));
        if (expected instanceof NnError) {
          expect(expected).toBeInstanceOf(UsageError);
          expect(expected.message).toMatch(/^[^\n]{1,400}$/);
        }
        const checkSame = (name: string, door: TrainingSettings | NnError): void => {
          if (!(expected instanceof NnError)) expect(door, name).toEqual(expected);
          else expect(door, name).toBeInstanceOf(NnError);
        };
        for (const [name, enter] of Object.entries(doors)) {
          const verdict = await verdictOf(() => enter(key, value, context));
          checkSame(name, verdict);
          if (!(verdict instanceof NnError) || !(expected instanceof NnError)) continue;
          expect(verdict instanceof ModelError, name).toBe(name !== 'config file');
          expect(verdict.message).toMatch(/^[^\n]{1,500}$/);
          if ('hint' in expected) continue; // a place in a text, which differs as the doors complete it
          const said = expected.message.slice(0, key === 'network' ? 'network: '.length : 60);
          expect(verdict.message, name).toContain(said);
        }
        const isPlain = typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean';
        const sizes = Array.isArray(value) && value.every((size) => typeof size === 'number');
        const fitsType =
          settingOf(key).type === 'sizes' ? sizes : isPlain && typeof value === typeof sample(key);
        if (!fitsType || (typeof value === 'string' && /[|,]|^\s*$|\.\./.test(value))) return; // has no text
        const text = formatSetting(value as SettingValue);
        for (const [name, enter] of Object.entries(textDoors)) {
          if (name === '--param' && settingOf(key).notVaried !== undefined) continue; // tried below
          checkSame(name, await verdictOf(() => enter(key, text, context)));
        }
      }),
      { numRuns: samples(40, 120), seed: 6 },
    );
  });
});

/** A value of the right type. */
function sample(key: SettingKey): unknown {
  const { type } = settingOf(key);
  if (type === 'boolean') return true;
  return type === 'choice' || type === 'network' ? '' : 0;
}

test.each(settingKeys.filter((key) => settingOf(key).notVaried !== undefined))('%s is not varied', (key) => {
  expect(() => readParam(`${key}=0.5`)).toThrow('cannot be varied');
});

test.each(['constructor', '__proto__', 'toString', ''])('%j names no setting', (name) => {
  expect(() => readParam(`${name}=1`)).toThrow(`--param ${name}: there is no such setting`);
  const options = JSON.parse(`{${JSON.stringify(name)}: 1}`);
  expect(() => checkedOptions(provenance(options), 'm.json')).toThrow(ModelError);
});

test('the kernels refuse the same strengths of augmentation', () => {
  const limits = Object.entries(augmentationLimits).map(([key]) => {
    const range = numeric(key as SettingKey);
    return [key, [range?.from, range?.to]];
  });
  expect(Object.fromEntries(limits)).toEqual(augmentationLimits);
});

/** Sound settings: of some that are tried, those that go together. */
const soundSettings: fc.Arbitrary<SettingsInput> = fc
  .record(Object.fromEntries(settingKeys.map((key) => [key, candidates(key)])), { requiredKeys: [] })
  .map((tried) => {
    const sound: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(tried)) {
      sound[key] = value;
      try {
        completeSettings(sound as SettingsInput);
      } catch (error) {
        if (!(error instanceof NnError)) throw error;
        delete sound[key];
      }
    }
    return sound as SettingsInput;
  });

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
