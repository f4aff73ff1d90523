/** Chooses the model: a path, the default path, or the bundled model. */

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { ModelError } from '../../errors.ts';
import { shippedModelFile } from '../../node/shipped-model-file.ts';
import { DEFAULT_DATA, DEFAULT_MODEL } from './defaults.ts';

export type ModelChoice =
  | { readonly kind: 'asked' | 'own'; readonly path: string }
  | { readonly kind: 'shipped'; readonly path: string }
  | { readonly kind: 'none' };

/** The name of the bundled model, as in `--model shipped`; a file of that name can be given as `./shipped`. */
export const SHIPPED = 'shipped';

/** `asked` is the model named by the user, whose existence is not checked here. */
export function chooseModel(asked?: string): ModelChoice {
  if (asked !== undefined && asked !== SHIPPED) return { kind: 'asked', path: asked };
  if (asked === undefined && existsSync(DEFAULT_MODEL)) return { kind: 'own', path: DEFAULT_MODEL };
  const path = shippedPath();
  return path === null ? { kind: 'none' } : { kind: 'shipped', path };
}

/** A hint for an argument that is a model where pictures are expected; empty for others. */
export function modelFlagHint(argument: string): string {
  return /\.json$/i.test(argument) ? `A model is given by a flag: --model ${argument}` : '';
}

/** The bundled model; null if there is none. */
export function shippedPath(): string | null {
  return existsSync(shippedModelFile) ? shippedModelFile : null;
}

/** The name of a model for people. */
export function modelName(path: string): string {
  return path === shippedPath() ? 'the model that ships with nn' : path;
}

/**
 * @param onInfo called with the model chosen if the user named none
 * @throws ModelError if there is none
 */
export function findModel(asked: string | undefined, onInfo: (line: string) => void): string {
  const choice = chooseModel(asked);
  if (choice.kind === 'none') {
    throw new ModelError(
      asked === SHIPPED
        ? 'no model ships with this nn: make one with `nn train`, or name a file with --model'
        : `no model at ${DEFAULT_MODEL}: make one with \`nn train\`, or name one with --model`,
    );
  }
  if (choice.kind === 'shipped' && asked === undefined) {
    onInfo(`No model at ${DEFAULT_MODEL}: using the one that ships with nn (\`nn train\` makes your own)`);
  }
  return choice.path;
}

/** The models named by the user, or the one that `findModel` finds. */
export function findModels(
  asked: readonly string[] | undefined,
  onInfo: (line: string) => void,
): readonly string[] {
  return (asked ?? [undefined]).map((name) => findModel(name, onInfo));
}

/** Calls `onInfo` if the bundled model is evaluated on the bundled digits, on which it was trained. */
export function warnIfTrainedOn(model: string, data: string, onInfo: (line: string) => void): void {
  if (resolve(model) !== shippedPath() || data !== DEFAULT_DATA) return;
  onInfo(
    `The bundled model was trained on all of ${DEFAULT_DATA}, including its test digits: choose other data with --data`,
  );
}
