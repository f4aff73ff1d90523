/** The command line that trains a model again. */

import { isDeepStrictEqual } from 'node:util';
import { UsageError } from '../../errors.ts';
import type { Provenance } from '../../network/model.ts';
import { withDefaultStyles } from '../../settings/default-styles.ts';
import { flagOf } from '../../settings/describe-setting.ts';
import { formatSetting } from '../../settings/parse-setting.ts';
import { settingKeys } from '../../settings/read-setting.ts';
import type { SettingKey, SettingValue } from '../../settings/setting-types.ts';
import { completeSettings, readRecord, type TrainingSettings } from '../../settings/training-settings.ts';
import { commandLine } from '../terminal/shell.ts';
import { DEFAULT_DATA } from './defaults.ts';

/** Null where one line does not do: it was trained in several goes, or with options that this version does not know. */
export function reproduceCommand({ options, data, origin }: Provenance): string | null {
  if (origin !== undefined) return null;
  const args = reproduceArguments(options, data.name);
  return args === null ? null : commandLine(...args);
}

/** `train` and the flags that say these options; null where this version does not know them. */
export function reproduceArguments(options: Provenance['options'], data: string): string[] | null {
  let said: TrainingSettings;
  try {
    said = readRecord(options);
  } catch (error) {
    if (error instanceof UsageError) return null;
    throw error;
  }
  const { optimizer, augment } = said;
  const usual = completeSettings({});
  const suited = completeSettings(withDefaultStyles({ optimizer, augment }, data));
  const flags = settingKeys.flatMap((key) => {
    const value = said[key];
    const isUsual = isDeepStrictEqual(
      value,
      (key === 'optimizer' || key === 'augment' ? usual : suited)[key],
    );
    return value === undefined || isUsual ? [] : argumentsFor(key, value);
  });
  return ['train', ...(data === DEFAULT_DATA ? [] : ['--data', data]), ...flags];
}

function argumentsFor(key: SettingKey, value: SettingValue): string[] {
  const flag = flagOf(key);
  if (typeof value === 'boolean') return value ? [flag] : [];
  return [flag, formatSetting(value)];
}
