/** Merges settings from a file with others that take precedence. */

import { ModelError, UsageError } from '../../errors.ts';
import type { Provenance } from '../../network/model.ts';
import { augmentStrengths } from '../../settings/augmentation-settings.ts';
import { isSettingKey, readSetting, settingKeys, settingOf } from '../../settings/read-setting.ts';
import type { SettingKey, SettingValue } from '../../settings/setting-types.ts';
import { readRecord, type TrainingSettings } from '../../settings/training-settings.ts';

export type Settings = Partial<TrainingSettings>;

export interface Config {
  readonly path: string;
  readonly settings: Settings;
  readonly data: string | undefined;
  /** For a model file: its provenance, and its SHA-256 in hex. */
  readonly model: { readonly training: Provenance; readonly sha256: string } | null;
}

/**
 * The settings of a file, overridden by others. Settings that depend on an overridden one are dropped: strengths with
 * the kind of augmentation, the learning rate with the optimizer, and one description of the network with another.
 */
export function mergeSettings(file: Settings, by: Settings): Settings {
  const left: { -readonly [K in keyof Settings]: Settings[K] } = { ...file };
  const changes = (key: keyof Settings): boolean => by[key] !== undefined && by[key] !== file[key];
  if (changes('augment')) for (const name of augmentStrengths) delete left[name];
  if (changes('optimizer')) delete left.lr;
  if (by.network !== undefined)
    for (const name of ['hidden', 'activation', 'dropout'] as const) delete left[name];
  if (by.hidden !== undefined || by.activation !== undefined || by.dropout !== undefined) delete left.network;
  return { ...left, ...by };
}

/**
 * The settings that a model was trained with.
 * @throws ModelError if one of them is unknown to this version, or has an invalid value
 */
export function checkedOptions({ options }: Provenance, path: string): Settings {
  try {
    readRecord(options);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new ModelError(`${path}: training.options.${error.message}`, { cause: error });
  }
  return Object.fromEntries(
    settingKeys
      .map((key) => [key, options[key] ?? omitted(key)] as const)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [key, readSetting(key, value)]),
  ) as Settings;
}

/** The same, without settings unknown to this version. @throws ModelError for invalid values */
export function knownOptions(training: Provenance, path: string): Settings {
  const known = Object.entries(training.options).filter(([key]) => isSettingKey(key));
  return checkedOptions({ ...training, options: Object.fromEntries(known) }, path);
}

/** The meaning of a missing setting in a model file. */
function omitted(key: SettingKey): SettingValue | undefined {
  const setting = settingOf(key);
  return setting.omitDefault === true ? (setting.default as SettingValue) : undefined;
}

/** Why the settings of a model do not suffice to reproduce its file; '' if they do. */
export function whyNotRepeatable({ training }: NonNullable<Config['model']>): string {
  const { origin, teachers, interrupted, options, history } = training;
  if (origin !== undefined && origin.epochs > 0) return 'it was trained in several goes (--more-epochs)';
  if (origin !== undefined) {
    return `it started from the weights of a model with SHA-256 ${origin.sha256.slice(0, 12)} (--init-from)`;
  }
  if (teachers !== undefined) return 'it learned from other models (--teacher)';
  if (interrupted) return 'it was interrupted before its end';
  if (Number(options.timeBudget ?? 0) > 0) {
    return `its time was limited (--time-budget), to ${history.length} epochs on that machine`;
  }
  return '';
}
