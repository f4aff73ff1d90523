/** Parses `--param`: `hidden=64,128,256`, `network=lenet5|784-30-10`, `lr=0.001..0.01 log`. */

import { cut, UsageError } from '../../errors.ts';
import { flagOf } from '../../settings/describe-setting.ts';
import { kebabCase } from '../../settings/kebab-case.ts';
import { parseSetting } from '../../settings/parse-setting.ts';
import { settingKeys, settingOf } from '../../settings/read-setting.ts';
import type { SettingKey, SettingValue } from '../../settings/setting-types.ts';
import { suggestion } from '../../suggestion.ts';
import { checkSpace, type Dimension } from '../../training/search.ts';
import type { Settings } from '../shared/config.ts';

/** The default search space. */
export const usualSpace: readonly string[] = ['hidden=128,256,512', 'lr=0.0005..0.005 log', 'dropout=0..0.5'];

/** A hyperparameter with its key and its name in kebab case; values as on the command line. */
export interface Varied {
  readonly key: SettingKey;
  readonly dimension: Dimension<string | number>;
}

/** By all names that a user may use, without leading dashes. */
const known: ReadonlyMap<string, SettingKey> = new Map(
  settingKeys.flatMap((key) =>
    [kebabCase(key), key, flagOf(key), ...(settingOf(key).aliases ?? [])].map((name) => [
      name.replace(/^-+/, ''),
      key,
    ]),
  ),
);

const RANGE = /^(\S+?)\.\.(\S+?)(?:\s+(log|linear))?$/;

/** @throws UsageError that names the invalid part */
export function readParam(text: string): Varied {
  const at = text.indexOf('=');
  const given = (at === -1 ? text : text.slice(0, at)).trim().replace(/^--/, '');
  const key = known.get(given);
  if (key === undefined)
    throw refused(given, `there is no such setting${suggestion(given, [...known.keys()])}`);
  const name = kebabCase(key); // which names its random stream, and it in the files of a sweep
  const { notVaried } = settingOf(key);
  if (notVaried !== undefined) throw refused(name, `cannot be varied: ${notVaried}`);
  const values = at === -1 ? '' : text.slice(at + 1).trim();
  if (values === '') {
    throw refused(name, `give the values, such as ${name}=A,B,C or ${name}=LEAST..MOST`);
  }
  const range = RANGE.exec(values);
  const dimension = range === null ? { name, values: valuesOf(key, values) } : rangeOf(key, range);
  prefixed(name, () => checkSpace([dimension]));
  return { key, dimension };
}

function rangeOf(key: SettingKey, [given, least, most, scale]: RegExpExecArray): Dimension<string | number> {
  const name = kebabCase(key);
  const { type } = settingOf(key);
  if (type === 'boolean' || type === 'choice' || type === 'network') {
    throw refused(name, `takes values, such as ${name}=A,B, not a range`);
  }
  const end = (text: string): number => {
    const value = parsed(key, text);
    const [number] = Array.isArray(value) && value.length === 1 ? value : [value];
    if (typeof number === 'number') return number;
    throw refused(name, `a range goes from one number to another, got ${given}`);
  };
  const whole = type === 'sizes' || type === 'integer';
  return { name, from: end(least), to: end(most), log: scale === 'log', whole };
}

/** Values that contain commas are separated by bars. */
function valuesOf(key: SettingKey, given: string): (string | number)[] {
  const values = given.split(given.includes('|') ? '|' : ',').map((value) => value.trim());
  for (const value of values) parsed(key, value);
  const twice = values.find((value, k) => values.indexOf(value) < k);
  if (twice !== undefined) throw refused(kebabCase(key), `${twice} comes twice`);
  return values.map((value) => (String(Number(value)) === value ? Number(value) : value));
}

/** Parses a value as the flag does. */
function parsed(key: SettingKey, text: string): SettingValue {
  return prefixed(kebabCase(key), () => parseSetting(key, text));
}

/** The settings of a combination of texts and numbers. */
export function settingsOf(
  varied: readonly Varied[],
  combination: Readonly<Record<string, string | number>>,
): Settings {
  return Object.fromEntries(
    varied.map(({ key, dimension: { name } }) => [key, parsed(key, String(combination[name]))]),
  );
}

function prefixed<T>(name: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw refused(name, error.message.replace(/^(--)?[\w-]+: /, ''), error);
  }
}

function refused(name: string, reason: string, cause?: unknown): UsageError {
  return new UsageError(`--param ${cut(name)}: ${reason}`, { cause });
}
