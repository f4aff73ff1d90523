/** A small model as text, and the error for an invalid one. */

import { ModelError } from '../../src/errors.ts';
import { formatModel, parseModel } from '../../src/network/model-file.ts';
import { smallModel } from './small-model.ts';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type Tree = { [key: string]: Json };

export const modelText: string = [...formatModel(smallModel())].join('');
export const modelTree = (): Tree => JSON.parse(modelText) as Tree;

/** The error message for an invalid file. */
export function refusal(text: string): string {
  try {
    parseModel(text, 'bad.json');
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    return error.message;
  }
  throw new Error('it was read');
}

/** The error message if the value at a path is replaced; `undefined` removes it. */
export function refusalOf(path: readonly (string | number)[], value: Json | undefined): string {
  const tree = modelTree();
  let place = tree as unknown as Record<string | number, Json>;
  for (const key of path.slice(0, -1)) place = place[key] as unknown as Record<string | number, Json>;
  const last = path[path.length - 1];
  if (value === undefined) delete place[last];
  else place[last] = value;
  return refusal(JSON.stringify(tree));
}
