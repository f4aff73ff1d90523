/** The arguments of `nn` that train a model again. */

import { EMBEDDED_NAME } from '../dataset/packed-digits.ts';
import { UsageError } from '../errors.ts';
import type { Provenance } from '../network/model.ts';
import { withDefaultStyles } from './default-styles.ts';
import { flagOf } from './describe-setting.ts';
import { formatSetting } from './parse-setting.ts';
import { settingKeys } from './read-setting.ts';
import type { SettingKey, SettingValue } from './setting-types.ts';
import { completeSettings, readRecord, type TrainingSettings } from './training-settings.ts';

/** Null where one command does not do: it was trained in several goes, or with options that this version does not know. */
export function reproduceTraining({ options, data, origin }: Provenance): string[] | null {
  return origin === undefined ? reproduceArguments(options, data.name) : null;
}

/** `train` and the flags that say these options; null where this version does not know them. */
export function reproduceArguments(options: Provenance['options'], data: string): string[] | null {
  let recorded: TrainingSettings;
  try {
    recorded = readRecord(options);
  } catch (error) {
    if (error instanceof UsageError) return null;
    throw error;
  }
  const { optimizer, augment } = recorded;
  const usual = completeSettings({});
  const suited = completeSettings(withDefaultStyles({ optimizer, augment }, data));
  const flags = settingKeys.flatMap((key) => {
    const value = recorded[key];
    const isUsual = equal(value, (key === 'optimizer' || key === 'augment' ? usual : suited)[key]);
    return value === undefined || isUsual ? [] : argumentsFor(key, value);
  });
  return ['train', ...(data === EMBEDDED_NAME ? [] : ['--data', data]), ...flags];
}

function argumentsFor(key: SettingKey, value: SettingValue): string[] {
  const flag = flagOf(key);
  if (typeof value === 'boolean') return value ? [flag] : [];
  return [flag, formatSetting(value)];
}

/** Settings are text, numbers, or lists of numbers. */
function equal(a: SettingValue | undefined, b: SettingValue | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
