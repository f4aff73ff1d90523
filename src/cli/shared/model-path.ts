/** Where models are: below the current folder, or in the package. */

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ModelError } from '../../errors.ts';
import { DEFAULT_DATA, DEFAULT_MODEL } from './defaults.ts';

const shippedModel: string = fileURLToPath(new URL('../../../models/digits.json', import.meta.url));

export type ModelChoice =
  | { readonly kind: 'asked' | 'own'; readonly path: string }
  | { readonly kind: 'shipped'; readonly path: string }
  | { readonly kind: 'none' };

/** `asked` is what the user named; whether it can be read is for the reader to say. */
export function chooseModel(asked?: string): ModelChoice {
  if (asked !== undefined) return { kind: 'asked', path: asked };
  if (existsSync(DEFAULT_MODEL)) return { kind: 'own', path: DEFAULT_MODEL };
  const path = shippedPath();
  return path === null ? { kind: 'none' } : { kind: 'shipped', path };
}

/** The model that ships with the package; null where none does. */
export function shippedPath(): string | null {
  return existsSync(shippedModel) ? shippedModel : null;
}

/** Throws a ModelError where there is no model; `remark` hears of it when the shipped one stands in. */
export function findModel(asked: string | undefined, remark: (line: string) => void): string {
  const choice = chooseModel(asked);
  if (choice.kind === 'none') {
    throw new ModelError(
      `no model at ${DEFAULT_MODEL}: make one with \`nn train\`, or name one with --model`,
    );
  }
  if (choice.kind === 'shipped') {
    remark(`No model at ${DEFAULT_MODEL}: using the one that ships with nn (\`nn train\` makes your own)`);
  }
  return choice.path;
}

/** Of each model that the user named; else that which `findModel` finds. */
export function findModels(
  asked: readonly string[] | undefined,
  remark: (line: string) => void,
): readonly string[] {
  return asked ?? [findModel(undefined, remark)];
}

/** The shipped model is no stranger to the digits that come with the package: `remark` hears of it. */
export function warnIfTrainedOn(model: string, data: string, remark: (line: string) => void): void {
  if (resolve(model) !== shippedPath() || data !== DEFAULT_DATA) return;
  remark(
    `The model that ships with nn has learnt from all of ${DEFAULT_DATA}, its test digits too: name others with --data`,
  );
}
