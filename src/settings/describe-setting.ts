/** The description of a setting for people: its flag, its values, its default. */

import { presets } from '../network/presets.ts';
import { kebabCase } from './kebab-case.ts';
import { formatSetting } from './parse-setting.ts';
import { dependenceOf, settingOf } from './read-setting.ts';
import type { SettingKey, SettingValue, TrainingSettings } from './setting-types.ts';

/** `--batch-size` */
export function flagOf(key: SettingKey): string {
  return settingOf(key).flag ?? `--${kebabCase(key)}`;
}

/** `0 to below 1`, `adam, sgd`; empty if the text is sufficient. */
export function valuesText(key: SettingKey): string {
  const setting = settingOf(key);
  switch (setting.type) {
    case 'boolean':
      return '';
    case 'choice':
      return setting.choices.join(', ');
    case 'network':
      return Object.keys(presets).join(', ');
    case 'sizes':
      return `${setting.from} to ${setting.to}`;
    default: {
      const { from, above, to, below } = setting;
      const end = to === Number.MAX_SAFE_INTEGER ? '2^53 - 1' : to;
      return `${above === undefined ? from : `above ${above}`} to ${below === undefined ? end : `below ${below}`}`;
    }
  }
}

/** `40`, or `0.003 (adam, adamw), 0.1 (sgd)` if it depends on another setting; empty if there is none. */
export function defaultText(key: SettingKey): string {
  const dependence = dependenceOf(key);
  if (dependence === null) {
    const usual = settingOf(key).default as SettingValue | undefined;
    return usual === undefined ? '' : formatSetting(usual);
  }
  const { by, values } = dependence;
  const byValue = new Map<SettingValue, string[]>();
  for (const [name, value] of Object.entries(values)) {
    byValue.set(value, [...(byValue.get(value) ?? []), conditionText(by as SettingKey, name)]);
  }
  return [...byValue].map(([value, names]) => `${formatSetting(value)} (${names.join(', ')})`).join(', ');
}

function conditionText(by: SettingKey, value: string): string {
  if (settingOf(by).type !== 'boolean') return value;
  return value === 'true' ? `with ${by}` : `without ${by}`;
}

/** `with optimizer momentum or nesterov`; empty if it always has an effect. */
export function usedWithText(key: SettingKey): string {
  return Object.entries(settingOf(key).usedWith ?? {})
    .map(([by, values]) => `with ${by} ${values.join(' or ')}`)
    .join(', ');
}

/**
 * `without --optimizer momentum or nesterov (this run: adam)` if a setting has no effect with these settings; else
 * ''.
 */
export function whyWithoutEffect(key: SettingKey, settings: TrainingSettings): string {
  for (const [by, values] of Object.entries(settingOf(key).usedWith ?? {})) {
    const value = String(settings[by as SettingKey]);
    if (!values.includes(value))
      return `without ${flagOf(by as SettingKey)} ${values.join(' or ')} (this run: ${value})`;
  }
  return '';
}

/** Values, default and condition, for help texts. */
export function hintOf(key: SettingKey): string {
  const usual = defaultText(key);
  const values = valuesText(key);
  const separator = settingOf(key).type === 'choice' ? '; ' : ', ';
  const taken = [values, usual === '' ? '' : `default ${usual}`]
    .filter((part) => part !== '')
    .join(separator);
  return [taken, usedWithText(key)].filter((part) => part !== '').join('; ');
}
