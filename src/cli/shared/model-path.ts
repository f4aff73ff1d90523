/** Where models are: below the current folder, or in the package. */

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { ModelError } from '../../errors.ts';
import { shippedModelFile } from '../../node/shipped-model-file.ts';
import { DEFAULT_DATA, DEFAULT_MODEL } from './defaults.ts';

export type ModelChoice =
  | { readonly kind: 'asked' | 'own'; readonly path: string }
  | { readonly kind: 'shipped'; readonly path: string }
  | { readonly kind: 'none' };

/** What stands for the model that ships with the package, as in `--model shipped`; a file of that name is `./shipped`. */
export const SHIPPED = 'shipped';

/** `asked` is what the user named; whether it can be read is for the reader to say. */
export function chooseModel(asked?: string): ModelChoice {
  if (asked !== undefined && asked !== SHIPPED) return { kind: 'asked', path: asked };
  if (asked === undefined && existsSync(DEFAULT_MODEL)) return { kind: 'own', path: DEFAULT_MODEL };
  const path = shippedPath();
  return path === null ? { kind: 'none' } : { kind: 'shipped', path };
}

/** The model that ships with the package; null where none does. */
export function shippedPath(): string | null {
  return existsSync(shippedModelFile) ? shippedModelFile : null;
}

/** How people are told of a model. */
export function modelName(path: string): string {
  return path === shippedPath() ? 'the model that ships with nn' : path;
}

/**
 * @param onInfo hears of it when the user named no model, and which one was chosen instead
 * @throws ModelError where there is none
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

/** Of each model that the user named; else that which `findModel` finds. */
export function findModels(
  asked: readonly string[] | undefined,
  onInfo: (line: string) => void,
): readonly string[] {
  return (asked ?? [undefined]).map((name) => findModel(name, onInfo));
}

/** The shipped model is no stranger to the digits that come with the package: `remark` hears of it. */
export function warnIfTrainedOn(model: string, data: string, onInfo: (line: string) => void): void {
  if (resolve(model) !== shippedPath() || data !== DEFAULT_DATA) return;
  onInfo(
    `The model that ships with nn has learnt from all of ${DEFAULT_DATA}, its test digits too: name others with --data`,
  );
}
