/** Completes and validates the settings of a training. */

import { cut, UsageError } from '../errors.ts';
import type { Provenance } from '../network/model.ts';
import { completeNetworkSettings } from './network-settings.ts';
import {
  dependenceOf,
  isInRange,
  isSettingKey,
  readSetting,
  refused,
  settingKeys,
  settingOf,
} from './read-setting.ts';
import { SettingError } from './setting-error.ts';
import type { SettingKey, SettingsInput, SettingValue, TrainingSettings } from './setting-types.ts';

export type { SettingsInput, TrainingSettings } from './setting-types.ts';

/**
 * Fills in defaults.
 * @throws SettingError (a UsageError) that names the first setting that has the wrong type, is out of range, or
 *   contradicts another one
 */
export function completeSettings(options: SettingsInput): TrainingSettings {
  const given = options as Readonly<Record<string, unknown>>;
  const complete: Record<string, unknown> = { ...completeNetworkSettings(options) };
  for (const key of settingKeys) {
    if (!Object.hasOwn(complete, key)) complete[key] = completed(key, given[key], complete);
  }
  const settings = complete as TrainingSettings; // every key is present, validated by its row
  checkTogether(settings);
  return settings;
}

/** A setting's value, or its default, given the complete settings before it. */
function completed(
  key: SettingKey,
  value: unknown,
  before: Readonly<Record<string, unknown>>,
): SettingValue | undefined {
  const dependence = dependenceOf(key);
  if (dependence === null) {
    return value === undefined ? (settingOf(key).default as SettingValue) : readSetting(key, value);
  }
  const { by, values } = dependence;
  const condition = String(before[by]);
  const applies = Object.hasOwn(values, condition);
  if (value === undefined) return applies ? values[condition] : 0;
  const read = readSetting(key, value);
  if (!applies && read !== 0) {
    throw new SettingError(key, `needs ${by} to be ${alternatives(Object.keys(values))}, got ${condition}`);
  }
  if (applies && typeof read === 'number' && !isInSettingRange(key, read)) throw refused(key, String(read));
  return read;
}

/** `affine, elastic or photo` */
function alternatives(words: readonly string[]): string {
  return words.join(', ').replace(/, (?=[^,]*$)/, ' or ');
}

function isInSettingRange(key: SettingKey, value: number): boolean {
  const setting = settingOf(key);
  const numeric = setting.type === 'number' || setting.type === 'integer' || setting.type === 'duration';
  return !numeric || isInRange(setting, value);
}

/** Checks combinations of settings. */
function checkTogether(settings: TrainingSettings): void {
  const { validation, warmup, epochs, binarize, augment } = settings;
  for (const key of ['patience', 'targetAccuracy'] as const) {
    if (settings[key] > 0 && validation === 0) {
      throw new SettingError(key, 'needs a validation part: set validation above 0');
    }
  }
  if (warmup >= epochs) {
    throw new SettingError('warmup', `must be shorter than the ${epochs} epochs, got ${warmup}`);
  }
  if (binarize && augment !== 'none') {
    throw new SettingError(
      'binarize',
      `cannot be combined with augment, which creates grey levels, got ${augment}`,
    );
  }
}

/** All defaults. */
export const trainingDefaults: TrainingSettings & { readonly hidden: readonly number[] } = completeSettings(
  {},
) as TrainingSettings & { readonly hidden: readonly number[] };

/** The settings as stored in a model file: settings that do not apply are omitted. */
export function recordOf(settings: TrainingSettings): Provenance['options'] {
  const entries = settingKeys
    .map((key) => [key, settings[key]] as const)
    .filter(([key, value]) => value !== undefined && !isLeftOut(key, value));
  return Object.fromEntries(entries) as Provenance['options'];
}

function isLeftOut(key: SettingKey, value: SettingValue): boolean {
  const setting = settingOf(key);
  return setting.omitDefault === true && value === setting.default;
}

/**
 * The settings of a file, validated individually and together.
 * @throws SettingError; UsageError for an unknown key
 */
export function readRecord(record: Readonly<Record<string, unknown>>): TrainingSettings {
  const unknown = Object.keys(record).find((key) => !isSettingKey(key));
  if (unknown !== undefined) throw new UsageError(`${cut(unknown)}: unknown to this version of nn`);
  return completeSettings(record as SettingsInput); // validates each value as unknown
}
