/** Reads training settings from a JSON file: a config file, or a model file, which reproduces its training. */

import { ModelError, show, UsageError } from '../../errors.ts';
import { jsonProblem } from '../../limits/json-problem.ts';
import { parseModel } from '../../network/model-file.ts';
import { MODEL_FORMAT } from '../../network/model-schema.ts';
import { explainSystemError, sha256Of } from '../../node/files.ts';
import { readModelBytes } from '../../node/model-store.ts';
import { isSettingKey, readSetting, settingKeys } from '../../settings/read-setting.ts';
import { SettingError } from '../../settings/setting-error.ts';
import type { SettingValue } from '../../settings/setting-types.ts';
import { suggestion } from '../../suggestion.ts';
import { type Config, checkedOptions, type Settings } from './config.ts';

/** @throws UsageError that names the invalid key; ModelError for an invalid model file */
export async function readConfig(path: string): Promise<Config> {
  let bytes: Uint8Array;
  try {
    bytes = await readModelBytes(path);
  } catch (error) {
    throw new UsageError(`--config: ${path} cannot be read: ${explainSystemError(error)}`, { cause: error });
  }
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  const json = parse(text, path);
  if (json.format === MODEL_FORMAT) return modelConfig(text, bytes, path);
  const { data, ...settings } = json;
  if (data !== undefined && (typeof data !== 'string' || data === '')) {
    throw new UsageError(`${path}: data: must be a name or a path, got ${show(data)}`);
  }
  const read = Object.entries(settings).map(([key, value]) => [key, readKey(key, value, path)]);
  return { path, settings: Object.fromEntries(read) as Settings, data, model: null };
}

function parse(text: string, path: string): Readonly<Record<string, unknown>> {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new UsageError(`${path}: not a JSON file: ${jsonProblem(text, error)}`, { cause: error });
  }
  if (typeof json === 'object' && json !== null && !Array.isArray(json))
    return json as Record<string, unknown>;
  throw new UsageError(
    `${path}: must be an object, such as {"hidden": [128], "epochs": 5}, got ${show(json)}`,
  );
}

function modelConfig(text: string, bytes: Uint8Array, path: string): Config {
  const { training } = parseModel(text, path);
  if (training === undefined) {
    throw new ModelError(
      `${path}: does not contain its training settings, so it cannot be reproduced; --init-from starts from its weights`,
    );
  }
  const sha256 = sha256Of(bytes);
  const settings = checkedOptions(training, path);
  return { path, settings, data: training.data.name, model: { training, sha256 } };
}

/** @throws UsageError for an unknown key, or an invalid value */
function readKey(key: string, value: unknown, path: string): SettingValue {
  if (!isSettingKey(key)) {
    const near = suggestion(key, ['data', ...settingKeys]);
    throw new UsageError(
      `${path}: there is no setting ${show(key)}${near || '; they have the names of flags of train, such as lr or batchSize'}`,
    );
  }
  try {
    return readSetting(key, value);
  } catch (error) {
    if (!(error instanceof SettingError)) throw error;
    throw new UsageError(`${path}: ${error.message}`, { cause: error });
  }
}
