/** Warnings about models that are evaluated on images that they were trained on. */

import type { Dataset, LabelledImages } from '../../dataset/dataset.ts';
import { limits } from '../../limits/limits.ts';
import type { Model } from '../../network/model.ts';
import type { TrainingSettings } from '../../settings/training-settings.ts';
import type { Console } from '../terminal/console.ts';
import { printable } from '../terminal/printable.ts';
import { commandLine } from '../terminal/shell.ts';
import { DEFAULT_DATA } from './defaults.ts';
import { modelName, shippedPath } from './model-path.ts';

export interface Contaminated {
  /** The path of its file. */
  readonly model: string;
  /** Such as `it was trained on these images`. */
  readonly reason: string;
}

/** The models that were trained on the images, or fine-tuned from the bundled one, if that was. */
export async function findContaminated(
  paths: readonly string[],
  models: readonly Model[],
  data: string,
  images: LabelledImages,
): Promise<Contaminated[]> {
  const [{ contamination }, { datasetHash }] = await Promise.all([
    import('../../evaluation/contamination.ts'),
    import('../../dataset/hash.ts'),
  ]);
  const split = { data, hash: await datasetHash(images) };
  const found = new Map<string, string>();
  for (const [n, model] of models.entries()) {
    const reason = (await fromShipped(model, split)) ?? contamination(model, split);
    if (reason !== null) found.set(paths[n], reason);
  }
  return [...found].map(([model, reason]) => ({ model, reason }));
}

/** A model that a training starts from or learns from. */
export interface Influence {
  readonly role: 'the model to start from' | 'a teacher';
  readonly model: Model;
}

/** Warns if a training validates with images on which a model that it starts from or learns from was trained. */
export async function warnOfSeenValidation(
  influences: readonly Influence[],
  { name, train }: Dataset,
  settings: TrainingSettings,
  console: Console,
): Promise<void> {
  if (influences.length === 0 || train === null || settings.validation === 0) return;
  const [{ validationContamination }, { datasetHash }] = await Promise.all([
    import('../../evaluation/contamination.ts'),
    import('../../dataset/hash.ts'),
  ]);
  const measured = { data: name, hash: await datasetHash(train) };
  for (const { role, model } of influences) {
    const reason = (await fromShipped(model, measured)) ?? validationContamination(model, measured, settings);
    if (reason === null) continue;
    const text = `the validation accuracy will be too high, because of ${role}: ${reason}`;
    console.info(`${console.err.paint.yellow('Warning:')} ${printable(text)}`);
  }
}

async function fromShipped(
  { training }: Model,
  split: { readonly data: string; readonly hash: string },
): Promise<string | null> {
  const path = shippedPath();
  if (training?.origin === undefined || path === null) return null;
  const [{ contamination }, { readBounded, sha256Of }, { readModel }] = await Promise.all([
    import('../../evaluation/contamination.ts'),
    import('../../node/files.ts'),
    import('../../node/model-store.ts'),
  ]);
  if (sha256Of(await readBounded(path, limits.model.fileBytes)) !== training.origin.sha256) return null;
  const reason = contamination(await readModel(path), split);
  return reason === null ? null : `it began as ${modelName(path)}: ${reason}`;
}

/** A line per model, and one that suggests a fair evaluation. */
export function contaminationLines(
  contaminated: readonly Contaminated[],
  command: string,
  data: string,
  models: readonly string[],
): string[] {
  if (contaminated.length === 0) return [];
  const reasons = contaminated.map(
    ({ model, reason }) => `The accuracy of ${modelName(model)} here is not a test result: ${reason}.`,
  );
  const again = commandLine(command, ...models, '--data', 'mnist');
  const fair = data === DEFAULT_DATA ? `: nn data fetch mnist, then ${again}` : ' (--data)';
  return [...reasons, `For a fair test, use images that are new to it${fair}.`];
}

/** Prints these lines, where the output of the command does not contain them. */
export function printContamination(lines: readonly string[], console: Console): void {
  if (lines.length > 0) console.info(lines.map(printable).join('\n'));
}
