/** The structure of a row in the table of training settings. */

export const settingGroups = [
  'Basics',
  'Network',
  'Optimization',
  'Regularization',
  'Data augmentation',
  'Early stopping',
] as const;
type SettingGroup = (typeof settingGroups)[number];

/**
 * A default that depends on an earlier setting. If that has a value that is not listed, this setting does not apply:
 * it is 0, and no other value is accepted.
 */
export interface DependentDefault<T> {
  readonly by: string;
  readonly values: Readonly<Record<string, T>>;
}

interface Common<T> {
  /** The description in help, documentation and the web page: a phrase without a full stop. */
  readonly text: string;
  readonly group: SettingGroup;
  /** The placeholder in help: `n` for `--epochs <n>`. Empty for booleans. */
  readonly placeholder: string;
  /** Settings without a default, such as `network`, are absent unless given. */
  readonly default?: T | DependentDefault<T>;
  /** The flag, if it is not the key in kebab case. */
  readonly flag?: string;
  /** Alternative names of the flag, which are accepted but not shown. */
  readonly aliases?: readonly string[];
  /** Absent from complete settings if `network` lists the layers, which then includes this setting. */
  readonly partOfNetwork?: true;
  /** If an earlier setting has another value, this one has no effect. */
  readonly usedWith?: Readonly<Record<string, readonly string[]>>;
  /** It has an effect only on a training with teachers, which neither trials nor the page have. */
  readonly ofTeachers?: true;
  /** Why a sweep may not vary it; absent if it may. */
  readonly notVaried?: string;
  /** Omitted from model files if it has its default: for settings that were added later. */
  readonly omitDefault?: true;
}

/** The ends of the range; `above` and `below` are exclusive. */
type NumberRange = (
  | { readonly from: number; readonly above?: never }
  | { readonly above: number; readonly from?: never }
) &
  ({ readonly to: number; readonly below?: never } | { readonly below: number; readonly to?: never });

/** A number, an integer, or a time in seconds, which may be given as text in minutes or hours. */
export type NumberSetting = Common<number> &
  NumberRange & { readonly type: 'number' | 'integer' | 'duration' };

interface ChoiceSetting extends Common<string> {
  readonly type: 'choice';
  /** In lower case. */
  readonly choices: readonly string[];
}

interface BooleanSetting extends Common<boolean> {
  readonly type: 'boolean';
  /** The effect of its `--no-` flag. */
  readonly negation: string;
}

/** A list of layer widths. */
export interface SizesSetting extends Common<readonly number[]> {
  readonly type: 'sizes';
  /** Minimum of each size. */
  readonly from: number;
  readonly to: number;
  /** Maximum length of the list. */
  readonly maxLength: number;
}

/** The description of a network; see `network/parse-network.ts`. */
interface NetworkSetting extends Common<string> {
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
