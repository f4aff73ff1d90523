/** Settings of a training that differ from the defaults. */

import { withDefaultStyles } from './default-styles.ts';
import { settingKeys } from './read-setting.ts';
import type { SettingKey, SettingValue } from './setting-types.ts';
import { completeSettings, type TrainingSettings } from './training-settings.ts';

export interface NonDefault {
  readonly key: SettingKey;
  readonly value: SettingValue;
  /** The default with this optimizer and augmentation; undefined if there is none. */
  readonly usual: SettingValue | undefined;
}

/** @param data the name of the training data, on which a default depends */
export function nonDefaultSettings(settings: TrainingSettings, data: string): NonDefault[] {
  const { optimizer, augment } = settings;
  const plain = completeSettings({});
  const suited = completeSettings(withDefaultStyles({ optimizer, augment }, data));
  return settingKeys.flatMap((key) => {
    const value = settings[key];
    const usual = (key === 'optimizer' || key === 'augment' ? plain : suited)[key];
    return value === undefined || equal(value, usual) ? [] : [{ key, value, usual }];
  });
}

/** Settings are strings, numbers, or lists of numbers. */
function equal(a: SettingValue, b: SettingValue | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
