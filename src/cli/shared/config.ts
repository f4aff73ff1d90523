/** Settings that come from a file, and what overrules them. */

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
  /** Of a model file: where it came from, and its SHA-256 in hex. */
  readonly model: { readonly training: Provenance; readonly sha256: string } | null;
}

/**
 * The settings of a file, overruled by others. What belongs to a setting that is overruled goes with it: strengths with
 * the kind of variation, the learning rate with the optimizer, and one way to say the net with another.
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
 * @throws ModelError where one of them is none that this version knows, or has a value that it cannot have
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

/** The same, without the settings that this version does not know. @throws ModelError for values they cannot have */
export function knownOptions(training: Provenance, path: string): Settings {
  const known = Object.entries(training.options).filter(([key]) => isSettingKey(key));
  return checkedOptions({ ...training, options: Object.fromEntries(known) }, path);
}

/** What the absence of a setting from a model file says. */
function omitted(key: SettingKey): SettingValue | undefined {
  const setting = settingOf(key);
  return setting.omitDefault === true ? (setting.default as SettingValue) : undefined;
}

/** Why the settings of a model alone do not give the same file again; '' where they do. */
export function whyNotRepeatable({ training }: NonNullable<Config['model']>): string {
  const { origin, interrupted, options, history } = training;
  if (origin !== undefined && origin.epochs > 0) return 'it was trained in several goes (--more-epochs)';
  if (origin !== undefined) {
    return `it started from the weights of a model with SHA-256 ${origin.sha256.slice(0, 12)} (--init-from)`;
  }
  if (interrupted) return 'it was interrupted before its end';
  if (Number(options.timeBudget ?? 0) > 0) {
    return `its time was limited (--time-budget), to ${history.length} epochs on that machine`;
  }
  return '';
}
