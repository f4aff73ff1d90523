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
import { formatSetting } from '../../src/settings/parse-setting.ts';
import { settingKeys, settingOf } from '../../src/settings/read-setting.ts';
import type { SettingKey, SettingsInput, SettingValue } from '../../src/settings/setting-types.ts';
import { completeSettings, type TrainingSettings } from '../../src/settings/training-settings.ts';
import { formatCheckpoint, parseCheckpoint } from '../../src/training/checkpoint-file.ts';
import { samples } from '../support/exhaustive.ts';
import { candidates, numeric, provenance } from '../support/setting-values.ts';
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
