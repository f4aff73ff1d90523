/** The `--model` flag. */

import { DEFAULT_MODEL } from './defaults.ts';
import { type Flag, path } from './flags.ts';

const parseModel = path('--model');

function ofModel(text: string, group: string): Omit<Flag<undefined>, 'parse'> {
  const hint = `default ${DEFAULT_MODEL}, or else the bundled one (--model shipped)`;
  return { term: '--model <file>', text, hint, group, fallback: undefined };
}

/** `--model`, in the given group of the help text. */
export function modelFlag(text: string, group: string): Flag<string | undefined> {
  return { ...ofModel(text, group), parse: parseModel };
}

/** `--model`, which may be repeated. */
export function modelsFlag(text: string, group: string): Flag<readonly string[] | undefined> {
  return {
    ...ofModel(`${text}; if repeated, an ensemble: the mean of the probabilities`, group),
    parse: (name, before) => [...((before as string[] | undefined) ?? []), parseModel(name)],
  };
}
