/** The trials of a sweep, and the plan file in its folder that lists them. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import * as v from 'valibot';
import { ModelError, SystemError, UsageError } from '../../errors.ts';
import { jsonProblem } from '../../limits/json-problem.ts';
import { limits } from '../../limits/limits.ts';
import type { Provenance } from '../../network/model.ts';
import { explainSystemError, readJsonBytes, writeAtomic } from '../../node/files.ts';
import { withDefaultStyles } from '../../settings/default-styles.ts';
import { architectureOf } from '../../settings/network-settings.ts';
import { completeSettings, recordOf } from '../../settings/training-settings.ts';
import { allCombinations, drawCombinations } from '../../training/search.ts';
import { mergeSettings, type Settings } from '../shared/config.ts';
import type { ResolvedSettings } from '../shared/resolve-settings.ts';
import { settingsOf, type Varied } from './param.ts';

export interface Trial {
  /** From 1. */
  readonly trial: number;
  /** The varied settings, by the names of their flags. */
  readonly varied: Readonly<Record<string, string | number>>;
  /** All settings, as in its model file. */
  readonly options: Provenance['options'];
}

export interface Plan {
  readonly data: string;
  readonly trials: readonly Trial[];
}

/** The paths of a trial's model, and of its `--json` output. */
export function trialFiles(folder: string, trial: number): { readonly model: string; readonly log: string } {
  const name = String(trial).padStart(4, '0');
  return { model: join(folder, `${name}.json`), log: join(folder, `${name}.jsonl`) };
}

/**
 * @param count number of trials to sample; null for all combinations
 * @throws UsageError if the settings of a trial are contradictory
 */
export function planOf(resolved: ResolvedSettings, varied: readonly Varied[], count: number | null): Plan {
  for (const { key, dimension } of varied) {
    const typed =
      resolved.settings[key] !== undefined && resolved.settings[key] !== resolved.config?.settings[key];
    if (typed) throw new UsageError(`--${dimension.name}: is varied already; give it once`);
  }
  const space = varied.map(({ dimension }) => dimension);
  const seed = resolved.settings.seed ?? completeSettings({}).seed;
  const combinations = count === null ? allCombinations(space) : drawCombinations(space, count, seed);
  const trials = combinations.map((combination, k) => ({
    trial: k + 1,
    varied: combination,
    options: optionsOf(
      withDefaultStyles(mergeSettings(resolved.settings, settingsOf(varied, combination)), resolved.data),
      combination,
    ),
  }));
  return { data: resolved.data, trials };
}

function optionsOf(resolved: Settings, combination: Trial['varied']): Trial['options'] {
  try {
    const settings = completeSettings(resolved);
    architectureOf(settings);
    if (settings.validation === 0) {
      throw new UsageError('validation: trials are compared by it, so it must be above 0');
    }
    if (settings.timeBudget > 0) {
      throw new UsageError(
        'timeBudget: the result would depend on the load of the machine; set epochs instead',
      );
    }
    return recordOf(settings);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(`${error.message} (in the trial with ${words(combination)})`, { cause: error });
  }
}

/** `hidden 64, lr 0.003` */
export function words(varied: Trial['varied']): string {
  return Object.entries(varied)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
}

const FORMAT = 'nn-sweep';
const VERSION = 1;

const option = v.union([v.string(), v.number(), v.boolean(), v.array(v.number())]);
const planSchema = v.object({
  format: v.literal(FORMAT),
  version: v.literal(VERSION),
  data: v.string(),
  trials: v.pipe(
    v.array(
      v.object({
        trial: v.pipe(v.number(), v.integer(), v.minValue(1)),
        varied: v.record(v.string(), v.union([v.string(), v.number()])),
        options: v.record(v.string(), option),
      }),
    ),
    v.check((trials) => trials.every(({ trial }, k) => trial === k + 1)),
  ),
});

const planPath = (folder: string): string => join(folder, 'sweep.json');

/** The plan of a folder; null if there is none. @throws ModelError if it is damaged */
export async function readPlan(folder: string): Promise<Plan | null> {
  const path = planPath(folder);
  if (!existsSync(path)) return null;
  let json: unknown;
  let text = '';
  try {
    const { fileBytes, json: most } = limits.sweepPlan;
    text = (await readJsonBytes(path, fileBytes, most)).toString('utf8');
    json = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof SyntaxError ? jsonProblem(text, error) : explainSystemError(error);
    throw new ModelError(`${path}: not a valid plan of a sweep: ${reason}`, { cause: error });
  }
  const result = v.safeParse(planSchema, json, { abortEarly: true });
  if (result.success) return { data: result.output.data, trials: result.output.trials };
  const where = v.getDotPath(result.issues[0]) ?? 'the file';
  throw new ModelError(`${path}: not a valid plan of a sweep: ${where} is invalid`);
}

/**
 * Stores a plan in a folder. The same plan changes nothing; one that extends it with more trials replaces it.
 * @throws UsageError if the folder has a different plan
 */
export async function keepPlan(folder: string, plan: Plan): Promise<void> {
  const before = await readPlan(folder);
  if (before !== null) {
    const goesOn = { ...plan, trials: plan.trials.slice(0, before.trials.length) };
    if (!isDeepStrictEqual(goesOn, before)) {
      throw new UsageError(
        `--dir: ${folder} holds another sweep, of ${before.trials.length} trials; choose another folder, or repeat ` +
          'its line to go on with it',
      );
    }
    if (before.trials.length === plan.trials.length) return;
  }
  try {
    await writeAtomic(planPath(folder), text(plan));
  } catch (error) {
    const reason = explainSystemError(error);
    throw new SystemError(`${planPath(folder)}: cannot be written: ${reason}`, { cause: error });
  }
}

/** One trial per line. */
function* text({ data, trials }: Plan): Generator<string> {
  yield `{\n"format": "${FORMAT}",\n"version": ${VERSION},\n"data": ${JSON.stringify(data)},\n"trials": [\n`;
  for (const [k, trial] of trials.entries()) yield `${k === 0 ? '' : ',\n'}${JSON.stringify(trial)}`;
  yield '\n]\n}\n';
}
