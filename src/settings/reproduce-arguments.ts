/** The arguments of `nn` that reproduce a model's training. */

import { EMBEDDED_NAME } from '../dataset/packed-digits.ts';
import { UsageError } from '../errors.ts';
import { ancestorsOf, type Provenance } from '../network/model.ts';
import { flagOf } from './describe-setting.ts';
import { nonDefaultSettings } from './non-default.ts';
import { formatSetting } from './parse-setting.ts';
import type { SettingKey, SettingValue } from './setting-types.ts';
import { readRecord, type TrainingSettings } from './training-settings.ts';

/**
 * Null if a single command is not sufficient: it was trained in several runs, learned from other
 * models, or has options unknown to this version.
 */
export function reproduceTraining(training: Provenance): string[] | null {
  const { options, data } = training;
  return ancestorsOf(training).length === 0 ? reproduceArguments(options, data.name) : null;
}

/** `train` and the flags for these options; null if this version does not know them. */
export function reproduceArguments(options: Provenance['options'], data: string): string[] | null {
  let recorded: TrainingSettings;
  try {
    recorded = readRecord(options);
  } catch (error) {
    if (error instanceof UsageError) return null;
    throw error;
  }
  const flags = nonDefaultSettings(recorded, data).flatMap(({ key, value }) => argumentsFor(key, value));
  return ['train', ...(data === EMBEDDED_NAME ? [] : ['--data', data]), ...flags];
}

function argumentsFor(key: SettingKey, value: SettingValue): string[] {
  const flag = flagOf(key);
  if (typeof value === 'boolean') return value ? [flag] : [];
  return [flag, formatSetting(value)];
}
