/** Values of training settings to try: sound ones, and all that may come in for one. */

import fc from 'fast-check';
import { NnError } from '../../src/errors.ts';
import type { Provenance } from '../../src/network/model.ts';
import { settingKeys, settingOf } from '../../src/settings/read-setting.ts';
import type { SettingKey, SettingsInput } from '../../src/settings/setting-types.ts';
import { completeSettings } from '../../src/settings/training-settings.ts';

/** The range of a number; null for other settings. */
export const numeric = (key: SettingKey): { from: number; to: number } | null => {
  const setting = settingOf(key);
  if (setting.type === 'sizes') return null;
  if (!('from' in setting || 'above' in setting)) return null;
  return { from: setting.from ?? setting.above ?? 0, to: setting.to ?? setting.below ?? 0 };
};

/** In range, at its ends, beside them, far out, of other types. */
export function candidates(key: SettingKey): fc.Arbitrary<unknown> {
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

/** Sound settings: of some that are tried, those that go together. */
export const soundSettings: fc.Arbitrary<SettingsInput> = fc
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

/** Where a model with these options comes from. */
export function provenance(options: object): Provenance {
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
