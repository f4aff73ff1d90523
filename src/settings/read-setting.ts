/** Validates values of settings, whatever their source: library, config file, model file or checkpoint. */

import { show } from '../errors.ts';
import { choiceHint } from '../suggestion.ts';
import type { DependentDefault, NumberSetting, Setting, SizesSetting } from './setting.ts';
import { SettingError } from './setting-error.ts';
import type { SettingKey, SettingValue } from './setting-types.ts';
import { settings } from './table.ts';

/** In the order of the table, which is that of model files. */
export const settingKeys: readonly SettingKey[] = Object.keys(settings) as SettingKey[];

export function isSettingKey(key: string): key is SettingKey {
  return Object.hasOwn(settings, key);
}

/** A row of the table, with its general type. */
export function settingOf(key: SettingKey): Setting {
  return settings[key];
}

/** The setting that determines the default of this one; null if there is none. */
export function dependenceOf(key: SettingKey): DependentDefault<SettingValue> | null {
  const usual = settingOf(key).default;
  return typeof usual === 'object' && 'by' in usual ? usual : null;
}

/** Whether for some values of that setting this one does not apply, and is 0. */
function mayNotApply(key: SettingKey): boolean {
  const dependence = dependenceOf(key);
  if (dependence === null) return false;
  const by = settingOf(dependence.by as SettingKey);
  return by.type === 'choice' && by.choices.some((choice) => !Object.hasOwn(dependence.values, choice));
}

/**
 * Validates and normalizes a value: choices in lower case, -0 as 0.
 * @throws SettingError if it does not have the type and range of the setting
 */
export function readSetting(key: SettingKey, value: unknown): SettingValue {
  const setting = settingOf(key);
  switch (setting.type) {
    case 'boolean':
      if (typeof value === 'boolean') return value;
      break;
    case 'choice': {
      if (typeof value !== 'string') break;
      const choice = setting.choices.find((one) => one === value.toLowerCase());
      if (choice !== undefined) return choice;
      break;
    }
    case 'network':
      if (typeof value === 'string' && value.length <= setting.maxLength) return value;
      if (typeof value === 'string') throw refused(key, `a text of ${value.length} characters`);
      break;
    case 'sizes':
      return readSizes(key, setting, value);
    default:
      if (typeof value !== 'number') break;
      if (isInRange(setting, value) || (value === 0 && mayNotApply(key))) return value + 0; // no -0
  }
  const isChoice = typeof value === 'string' && setting.type === 'choice';
  throw refused(key, isChoice ? gotChoice(value, setting.choices) : show(value));
}

/** Whether a number is in the range of a setting, and an integer if required. */
export function isInRange(setting: NumberSetting, value: number): boolean {
  const { from, above, to, below } = setting;
  return (
    Number.isFinite(value) &&
    (setting.type !== 'integer' || Number.isInteger(value)) &&
    (above === undefined ? value >= from : value > above) &&
    (below === undefined ? value <= to : value < below)
  );
}

function readSizes(key: SettingKey, setting: SizesSetting, value: unknown): readonly number[] {
  if (!Array.isArray(value)) throw refused(key, show(value));
  if (value.length > setting.maxLength) throw refused(key, `${value.length} of them`);
  const { from, to } = setting;
  return Array.from<unknown, number>(value, (size) => {
    if (typeof size === 'number' && Number.isInteger(size) && size >= from && size <= to) return size;
    throw refused(key, show(size));
  });
}

/** An error that states the accepted values. @param got describes the value given */
export function refused(key: SettingKey, got: string): SettingError {
  return new SettingError(key, `must be ${acceptedText(settingOf(key))}, got ${got}`);
}

/** `a whole number from 1 to 100000`, `one of adam, sgd` */
export function acceptedText(setting: Setting): string {
  switch (setting.type) {
    case 'boolean':
      return 'true or false';
    case 'choice':
      return `one of ${setting.choices.join(', ')}`;
    case 'network':
      return `a text of at most ${setting.maxLength} characters`;
    case 'sizes':
      return (
        `a list of up to ${setting.maxLength} layer sizes from ${setting.from} to ${setting.to}, ` +
        'such as [256, 128]'
      );
    case 'integer':
      return `a whole number ${rangeText(setting)}`;
    case 'number':
      return `a number ${rangeText(setting)}`;
    case 'duration':
      return `a number of seconds ${rangeText(setting)}`;
  }
}

/** `from 0 to 1`, `above 0 up to 100`, `from 0 to below 1` */
function rangeText({ from, above, to, below }: NumberSetting): string {
  const end = below === undefined ? `${to}` : `below ${below}`;
  return above === undefined ? `from ${from} to ${end}` : `above ${above} up to ${end}`;
}

/** A value that is none of the choices, with the one that is meant, if that is plain. */
export const gotChoice = (text: string, choices: readonly string[]): string =>
  plain(text) + choiceHint(text, choices);

/** A value typed by the user, quoted only if necessary. */
export function plain(text: string): string {
  return /^[\w.,:+-]{1,40}$/.test(text) ? text : show(text);
}
