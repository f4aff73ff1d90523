/** Settings of a training from a JSON file: one that a person wrote, or a model file, which repeats its own training. */

import { UsageError } from '../../errors.ts';
import { parseModel } from '../../network/model-file.ts';
import { MODEL_FORMAT, show } from '../../network/model-schema.ts';
import { suggestion } from '../../network/parse-layer.ts';
import { explainSystemError, readBounded, sha256Of } from '../../node/files.ts';
import { MAX_FILE_BYTES } from '../../node/model-store.ts';
import { type TrainingSettings, trainingDefaults } from '../../settings/training-settings.ts';
import { type Config, checkOptions, type Settings } from './config.ts';

/** @throws UsageError that names the key that is wrong; ModelError for a model file that is not sound */
export async function readConfig(path: string): Promise<Config> {
  let bytes: Buffer;
  try {
    bytes = await readBounded(path, MAX_FILE_BYTES);
  } catch (error) {
    throw new UsageError(`--config: ${path} cannot be read: ${explainSystemError(error)}`, { cause: error });
  }
  const text = bytes.toString('utf8');
  const json = parse(text, path);
  if (json.format === MODEL_FORMAT) return modelConfig(text, bytes, path);
  const { data, ...settings } = json;
  if (data !== undefined && (typeof data !== 'string' || data === '')) {
    throw new UsageError(`${path}: data: must be a name or a path, got ${show(data)}`);
  }
  for (const [key, value] of Object.entries(settings)) checkKey(key, value, path);
  return { path, settings: settings as Settings, data, model: null };
}

function parse(text: string, path: string): Readonly<Record<string, unknown>> {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    const reason = text.trim() === '' ? 'it is empty' : (error as Error).message.replace(/\s+/g, ' ');
    throw new UsageError(`${path}: not a JSON file: ${reason}`, { cause: error });
  }
  if (typeof json === 'object' && json !== null && !Array.isArray(json))
    return json as Record<string, unknown>;
  throw new UsageError(
    `${path}: must be an object, such as {"hidden": [128], "epochs": 5}, got ${show(json)}`,
  );
}

function modelConfig(text: string, bytes: Buffer, path: string): Config {
  const { training } = parseModel(text, path);
  checkOptions(training, path);
  const sha256 = sha256Of(bytes);
  const settings = training.options as Settings;
  return { path, settings, data: training.data.name, model: { training, sha256 } };
}

/** Ranges are for `completeSettings` to check, which also knows what the command line says. */
function checkKey(key: string, value: unknown, path: string): void {
  const known = Object.keys(trainingDefaults);
  if (!known.includes(key)) {
    const near = suggestion(key, ['data', ...known]);
    throw new UsageError(
      `${path}: there is no setting "${key}"${near || '; they have the names of flags of train, such as lr or batchSize'}`,
    );
  }
  const [wanted, fits] = kindOf(key, value);
  if (!fits) throw new UsageError(`${path}: ${key}: must be ${wanted}, got ${show(value)}`);
}

function kindOf(key: string, value: unknown): readonly [wanted: string, fits: boolean] {
  if (key === 'hidden') {
    const fits = Array.isArray(value) && value.every((size) => typeof size === 'number');
    return ['a list of layer sizes, such as [256, 128]', fits];
  }
  const kind = key === 'network' ? 'string' : typeof trainingDefaults[key as keyof TrainingSettings];
  const names: Readonly<Record<string, string>> = { string: 'a text', boolean: 'true or false' };
  return [names[kind] ?? 'a number', typeof value === kind];
}
