/** The types of settings, derived from their table. */

import type { Architecture } from '../network/architecture.ts';
import type { ValueOf } from './setting.ts';
import type { settings as table } from './table.ts';

export type SettingKey = keyof typeof table;
export type SettingValue = string | number | boolean | readonly number[];

type Table = typeof table;

/** Settings that may be absent from complete settings: `network`, or what it replaces. */
type MayBeAbsent<Row> = Row extends { readonly type: 'network' } | { readonly partOfNetwork: true }
  ? undefined
  : never;

/** The settings that, with the data, determine every bit of the result; see `table.ts` and docs/settings.md. */
export type TrainingSettings = {
  readonly [Key in SettingKey]: ValueOf<Table[Key]> | MayBeAbsent<Table[Key]>;
};

/** Settings as input; the others are filled in. */
export type SettingsInput = {
  readonly [Key in Exclude<SettingKey, 'network'>]?: TrainingSettings[Key] | undefined;
} & {
  /** Sizes such as `784-300-10`, a list of layers, the name of a preset, or the layers themselves. */
  readonly network?: string | Architecture | undefined;
};
