/** Which settings of a training are not those that it would have had unless told. */

import { withDefaultStyles } from './default-styles.ts';
import { settingKeys } from './read-setting.ts';
import type { SettingKey, SettingValue } from './setting-types.ts';
import { completeSettings, type TrainingSettings } from './training-settings.ts';

export interface NonDefault {
  readonly key: SettingKey;
  readonly value: SettingValue;
  /** What it is unless told, with this optimizer and augmentation; undefined where it has no default. */
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

/** Settings are text, numbers, or lists of numbers. */
function equal(a: SettingValue, b: SettingValue | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
