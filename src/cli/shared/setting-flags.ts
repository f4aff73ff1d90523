/** The flags of training settings, derived from their table. */

import { UsageError } from '../../errors.ts';
import { presets } from '../../network/presets.ts';
import { flagOf, hintOf } from '../../settings/describe-setting.ts';
import { parseSetting } from '../../settings/parse-setting.ts';
import { settingKeys, settingOf } from '../../settings/read-setting.ts';
import { settingGroups } from '../../settings/setting.ts';
import { SettingError } from '../../settings/setting-error.ts';
import type { SettingKey } from '../../settings/setting-types.ts';
import type { TrainingSettings } from '../../settings/training-settings.ts';
import { type Flag, withChoices, words } from './flags.ts';

/** Undefined if not given: `completeSettings` fills in the defaults, some of which depend on other settings. */
export type SettingFlags = { readonly [Key in SettingKey]: Flag<TrainingSettings[Key] | undefined> };

function flagFor(key: SettingKey): Flag<unknown> {
  const setting = settingOf(key);
  const flag = flagOf(key);
  const { text, placeholder, group, aliases = [] } = setting;
  const common = { text, hint: hintOf(key), group: `${group}:`, aliases, fallback: undefined };
  if (setting.type === 'boolean') return { ...common, hint: '', term: flag, negation: setting.negation };
  const parse = (value: string): unknown => parseFlag(key, flag, value);
  const choices =
    setting.type === 'choice' ? setting.choices : setting.type === 'network' ? Object.keys(presets) : [];
  return { ...common, term: `${flag} <${placeholder}>`, parse: withChoices(parse, choices) };
}

function parseFlag(key: SettingKey, flag: string, text: string): unknown {
  if (settingOf(key).type === 'network') words(flag)(text); // a flag in its place
  try {
    return parseSetting(key, text);
  } catch (error) {
    if (!(error instanceof SettingError)) throw error;
    throw new UsageError(`${flag}: ${error.reason}`, { cause: error });
  }
}

/** By group, as in the help text. */
export const settingFlags: SettingFlags = Object.fromEntries(
  settingGroups.flatMap((group) =>
    settingKeys.filter((key) => settingOf(key).group === group).map((key) => [key, flagFor(key)]),
  ),
) as unknown as SettingFlags;
