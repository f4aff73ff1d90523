/** The command line that trains a model again. */

import { isDeepStrictEqual } from 'node:util';
import { UsageError } from '../../errors.ts';
import type { Provenance } from '../../network/model.ts';
import { completeSettings, type SettingsInput } from '../../settings/training-settings.ts';
import { commandLine } from '../terminal/shell.ts';
import { DEFAULT_DATA } from './defaults.ts';
import { flagName } from './flags.ts';

/** Null where one line does not do: it was trained in several goes, or with options that this version does not know. */
export function reproduceCommand({ options, data, origin }: Provenance): string | null {
  if (origin !== undefined) return null;
  const args = reproduceArguments(options, data.name);
  return args === null ? null : commandLine(...args);
}

/** `train` and the flags that say these options; null where this version does not know them. */
export function reproduceArguments(options: Provenance['options'], data: string): string[] | null {
  let usual: Readonly<Record<string, unknown>>;
  try {
    const { optimizer, augment } = completeSettings(options as SettingsInput);
    usual = { ...completeSettings({ optimizer, augment }) };
  } catch (error) {
    if (error instanceof UsageError) return null;
    throw error;
  }
  const { optimizer: usualOptimizer, augment: usualAugment } = completeSettings({});
  usual = { ...usual, optimizer: usualOptimizer, augment: usualAugment };
  const flags = Object.entries(options)
    .filter(([name, value]) => name in usual && !isDeepStrictEqual(value, usual[name]))
    .flatMap(([name, value]) => flagOf(name, value));
  return ['train', ...(data === DEFAULT_DATA ? [] : ['--data', data]), ...flags];
}

function flagOf(name: string, value: Provenance['options'][string]): string[] {
  const flag = flagName(name);
  if (typeof value === 'boolean') return value ? [flag] : [];
  if (typeof value === 'object') return [flag, value.length === 0 ? 'none' : value.join(',')];
  return [flag, String(value)];
}
