/** What `--vary` says: `hidden=64,128,256`, `network=lenet5|784-30-10`, `lr=0.001..0.01 log`. */

import { UsageError } from '../../errors.ts';
import { suggestion } from '../../network/parse-layer.ts';
import { type TrainingSettings, trainingDefaults } from '../../settings/training-settings.ts';
import { checkSpace, type Dimension } from '../../training/search.ts';
import type { Settings } from '../shared/config.ts';
import type { Flag } from '../shared/flags.ts';
import { trainFlags } from '../train/flags.ts';

type Key = keyof TrainingSettings;

/** What is varied unless the user says what. */
export const usualSpace: readonly string[] = ['hidden=128,256,512', 'lr=0.0005..0.005 log', 'dropout=0..0.5'];

/** A hyperparameter, by its key and by its flag without the dashes; values as a command line has them. */
export interface Varied {
  readonly key: Key;
  readonly dimension: Dimension<string | number>;
}

const flagOf = (key: Key): string => trainFlags[key].term.split(' ')[0];

/** By the name of its flag. */
const variable: ReadonlyMap<string, Key> = new Map(
  (Object.keys(trainingDefaults) as Key[])
    .filter((key) => key !== 'validation' && key !== 'timeBudget')
    .map((key) => [flagOf(key).slice(2), key]),
);

const reasons: Readonly<Record<string, string>> = {
  validation: 'cannot be varied: each trial would be judged by other images; --validation says it for all',
  'time-budget':
    'cannot be varied: how far a trial comes would depend on how busy the machine is; vary epochs',
};

const RANGE = /^(\S+?)\.\.(\S+?)(?:\s+(log|linear))?$/;

/** @throws UsageError that says which part is wrong */
export function readVary(text: string): Varied {
  const at = text.indexOf('=');
  const name = (at === -1 ? text : text.slice(0, at)).trim().replace(/^--/, '');
  const key = variable.get(name);
  if (key === undefined) throw new UsageError(`--vary ${name}: ${reasons[name] ?? unknown(name)}`);
  const said = at === -1 ? '' : text.slice(at + 1).trim();
  if (said === '') {
    throw new UsageError(`--vary ${name}: say which values, such as ${name}=A,B,C or ${name}=LEAST..MOST`);
  }
  const dimension = RANGE.test(said) ? rangeOf(name, key, said) : { name, values: valuesOf(name, key, said) };
  prefixed(name, () => checkSpace([dimension]));
  return { key, dimension };
}

function unknown(name: string): string {
  return `there is no such setting${suggestion(name, [...variable.keys()])}`;
}

function rangeOf(name: string, key: Key, said: string): Dimension<string | number> {
  const [, least, most, scale] = RANGE.exec(said)!;
  const isNumber = key === 'hidden' || typeof trainingDefaults[key] === 'number';
  if (!isNumber) throw new UsageError(`--vary ${name}: takes values, such as ${name}=A,B, and no range`);
  const [from, to] = [least, most].map((end) => {
    parsed(name, key, end);
    const value = Number(end);
    if (Number.isFinite(value)) return value;
    throw new UsageError(`--vary ${name}: a range goes from one number to another, got ${said}`);
  }) as [number, number];
  const whole = key === 'hidden' || ['epochs', 'batchSize', 'patience', 'seed'].includes(key);
  return { name, from, to, log: scale === 'log', whole };
}

/** Values that have commas themselves are told apart by bars. */
function valuesOf(name: string, key: Key, said: string): (string | number)[] {
  const values = said.split(said.includes('|') ? '|' : ',').map((value) => value.trim());
  for (const value of values) parsed(name, key, value);
  const twice = values.find((value, k) => values.indexOf(value) < k);
  if (twice !== undefined) throw new UsageError(`--vary ${name}: ${twice} comes twice`);
  return values.map((value) => (String(Number(value)) === value ? Number(value) : value));
}

/** The value of a text, as the flag reads it. */
function parsed(name: string, key: Key, text: string): unknown {
  const { parse } = trainFlags[key] as Flag<unknown>;
  if (parse !== undefined) return prefixed(name, () => parse(text));
  if (text === 'true' || text === 'false') return text === 'true';
  throw new UsageError(`--vary ${name}: must be true or false, got ${JSON.stringify(text)}`);
}

/** The settings that a combination of texts and numbers says. */
export function settingsOf(
  varied: readonly Varied[],
  combination: Readonly<Record<string, string | number>>,
): Settings {
  return Object.fromEntries(
    varied.map(({ key, dimension: { name } }) => [key, parsed(name, key, String(combination[name]))]),
  );
}

function prefixed<T>(name: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(`--vary ${name}: ${error.message.replace(/^(--)?[\w-]+: /, '')}`, { cause: error });
  }
}
