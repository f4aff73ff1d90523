/** The settings given by the user: flags, and with lower precedence the file of `--config`. */

import { isDeepStrictEqual } from 'node:util';
import { UsageError } from '../../errors.ts';
import { settingKeys } from '../../settings/read-setting.ts';
import { completeSettings, type TrainingSettings } from '../../settings/training-settings.ts';
import { CommandLineError } from './command-line-error.ts';
import { type Config, mergeSettings, type Settings } from './config.ts';

export interface ResolvedSettings {
  /** Without defaults. */
  readonly settings: Settings;
  readonly data: string;
  readonly dataGiven: boolean;
  readonly config: Config | null;
  /** The file of `--config` is a model, and no other settings were given. */
  readonly repeats: boolean;
}

interface SettingsCall {
  readonly flags: TrainingFlags & { readonly data: string; readonly config: string | undefined };
  readonly given: ReadonlySet<string>;
}
type TrainingFlags = { readonly [K in keyof TrainingSettings]?: TrainingSettings[K] | undefined };

/** @throws UsageError if flags or file are invalid or contradictory; ModelError for an invalid model file */
export async function resolveSettings({ flags, given }: SettingsCall): Promise<ResolvedSettings> {
  const typed: Settings = Object.fromEntries(
    settingKeys.filter((key) => given.has(key)).map((key) => [key, flags[key]]),
  );
  const config = flags.config === undefined ? null : await read(flags.config);
  const settings = config === null ? typed : mergeSettings(config.settings, typed);
  if (config !== null) checkWith(config, typed, settings);
  const dataTyped = given.has('data');
  return {
    settings,
    data: dataTyped ? flags.data : (config?.data ?? flags.data),
    dataGiven: dataTyped || config?.data !== undefined,
    config,
    repeats: config?.model != null && !dataTyped && isDeepStrictEqual(settings, config.settings),
  };
}

async function read(path: string): Promise<Config> {
  const { readConfig } = await import('./config-file.ts');
  return readConfig(path);
}

/** Names the file in errors that are caused by the file. */
function checkWith({ path }: Config, typed: Settings, settings: Settings): void {
  try {
    completeSettings(settings);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const [key] = error.message.split(':');
    const message = Object.hasOwn(typed, key) ? error.message : `${path}: ${error.message}`;
    throw new CommandLineError(message, 'hint' in error ? String(error.hint) : '', { cause: error });
  }
}
