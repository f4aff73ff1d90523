/** Parses and formats settings as text, for command lines and forms. */

import { parseDecimal } from './parse-decimal.ts';
import { acceptedText, gotChoice, plain, readSetting, settingOf } from './read-setting.ts';
import { SettingError } from './setting-error.ts';
import type { SettingKey, SettingValue } from './setting-types.ts';

/** `30`, `30s`, `5m` or `1.5h`, in seconds; NaN for anything else. */
function parseDuration(text: string): number {
  const units: ReadonlyMap<string, number> = new Map([
    ['s', 1],
    ['m', 60],
    ['h', 3600],
  ]);
  const unit = units.get(text.slice(-1).toLowerCase());
  return parseDecimal(unit === undefined ? text : text.slice(0, -1)) * (unit ?? 1);
}

/**
 * Parses a value: `true`, `0.003`, `adam`, `5m`, `256,128`, `none` for no hidden layers.
 * @throws SettingError if the setting does not accept it
 */
export function parseSetting(key: SettingKey, text: string): SettingValue {
  try {
    return readSetting(key, convert(key, text));
  } catch (error) {
    if (!(error instanceof SettingError)) throw error;
    throw new SettingError(key, refusalOf(key, text), { cause: error });
  }
}

function convert(key: SettingKey, text: string): unknown {
  switch (settingOf(key).type) {
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : text;
    case 'integer':
    case 'number':
      return parseDecimal(text);
    case 'duration':
      return parseDuration(text);
    case 'sizes':
      return text.toLowerCase() === 'none' ? [] : text.split(',').map(parseDecimal);
    default:
      return text;
  }
}

/** A text of another form is told the form, one out of range the range. */
function refusalOf(key: SettingKey, text: string): string {
  const setting = settingOf(key);
  if (setting.type === 'sizes' && text.split(',').some((size) => Number.isNaN(parseDecimal(size)))) {
    return `give layer sizes ${SIZES_EXAMPLE}; got ${plain(text)}`;
  }
  const got = setting.type === 'choice' ? gotChoice(text, setting.choices) : plain(text);
  return `must be ${acceptedAsText(key)}, got ${got}`;
}

const SIZES_EXAMPLE = 'such as 128 or 256,128, or none';

function acceptedAsText(key: SettingKey): string {
  const setting = settingOf(key);
  switch (setting.type) {
    case 'sizes':
      return `up to ${setting.maxLength} layer sizes from ${setting.from} to ${setting.to}, ${SIZES_EXAMPLE}`;
    case 'duration':
      return `a time up to ${setting.to} seconds, such as 30s, 5m or 1h`;
    default:
      return acceptedText(setting);
  }
}

/** Formats a value as `parseSetting` reads it. */
export function formatSetting(value: SettingValue): string {
  if (typeof value !== 'object') return String(value);
  return value.length === 0 ? 'none' : value.join(',');
}
