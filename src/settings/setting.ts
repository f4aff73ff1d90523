/** The form of a row in the table of training settings. */

export const settingGroups = [
  'Basics',
  'Network',
  'Optimization',
  'Regularization',
  'Data augmentation',
  'Early stopping',
] as const;
export type SettingGroup = (typeof settingGroups)[number];

/**
 * A default that depends on an earlier setting. Where that has a value that is not listed, this setting does not apply:
 * it is 0, and no other value is accepted.
 */
export interface DependentDefault<T> {
  readonly by: string;
  readonly values: Readonly<Record<string, T>>;
}

interface Common<T> {
  /** What help, documentation and web page say of it: a phrase without a full stop. */
  readonly text: string;
  readonly group: SettingGroup;
  /** What stands for the value in help: `n` for `--epochs <n>`. Empty for `true` and `false`. */
  readonly placeholder: string;
  /** Where `values` says nothing, as for `network`, the setting is absent unless given. */
  readonly default?: T | DependentDefault<T>;
  /** As typed, where it is not the key in kebab case. */
  readonly flag?: string;
  /** Other names of the flag, which are read but not shown. */
  readonly aliases?: readonly string[];
  /** Absent from complete settings where `network` describes each layer, which then says this too. */
  readonly partOfNetwork?: true;
  /** Where an earlier setting has another value, this one has no effect. */
  readonly usedWith?: Readonly<Record<string, readonly string[]>>;
  /** Why a sweep may not vary it; absent where it may. */
  readonly notVaried?: string;
  /** Left out of model files where it has its default: for settings that came after files were written without them. */
  readonly omitDefault?: true;
}

/** Numbers from one end to the other; `above` and `below` are ends that are not allowed themselves. */
export type NumberRange = (
  | { readonly from: number; readonly above?: never }
  | { readonly above: number; readonly from?: never }
) &
  ({ readonly to: number; readonly below?: never } | { readonly below: number; readonly to?: never });

/** A number, a whole number, or a time in seconds, which a text may give in minutes or hours. */
export type NumberSetting = Common<number> &
  NumberRange & { readonly type: 'number' | 'integer' | 'duration' };

export interface ChoiceSetting extends Common<string> {
  readonly type: 'choice';
  /** In lower case. */
  readonly choices: readonly string[];
}

export interface BooleanSetting extends Common<boolean> {
  readonly type: 'boolean';
  /** What its `--no-` flag does. */
  readonly negation: string;
}

/** A list of layer widths. */
export interface SizesSetting extends Common<readonly number[]> {
  readonly type: 'sizes';
  /** Of each width. */
  readonly from: number;
  readonly to: number;
  /** Of the list. */
  readonly maxLength: number;
}

/** Words that describe a net; see `network/parse-network.ts`. */
export interface NetworkSetting extends Common<string> {
  readonly type: 'network';
  readonly maxLength: number;
}

export type Setting = NumberSetting | ChoiceSetting | BooleanSetting | SizesSetting | NetworkSetting;

/** The type of a row's values. */
export type ValueOf<S> = S extends { readonly choices: readonly (infer Choice)[] }
  ? Choice
  : S extends { readonly type: 'boolean' }
    ? boolean
    : S extends { readonly type: 'sizes' }
      ? readonly number[]
      : S extends { readonly type: 'network' }
        ? string
        : number;
