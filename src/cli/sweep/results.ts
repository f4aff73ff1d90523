/** Reads the results of trials from the files of a sweep's folder. */

import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { ModelError, UsageError } from '../../errors.ts';
import { limits } from '../../limits/limits.ts';
import { ancestorsOf, type Provenance } from '../../network/model.ts';
import { explainSystemError, readBounded } from '../../node/files.ts';
import { readModelFile } from '../../node/model-store.ts';
import { type Trial, trialFiles } from './plan.ts';

export interface Done {
  readonly status: 'done';
  readonly trial: number;
  readonly varied: Trial['varied'];
  /** All its settings; null where they alone do not make its model. */
  readonly options: Trial['options'] | null;
  readonly validationAccuracy: number;
  readonly validationLoss: number;
  readonly epochs: number;
  readonly model: string;
  readonly sha256: string;
  readonly data: string;
  /** Identifies the validation images. */
  readonly judge: string;
}

export interface Diverged {
  readonly status: 'diverged';
  readonly trial: number;
  readonly varied: Trial['varied'];
  /** All its settings; null where they alone do not make its model. */
  readonly options: Trial['options'] | null;
  readonly message: string;
}

/** Not finished, or damaged, as described by `problem`. */
export interface Open {
  readonly status: 'open';
  readonly trial: number;
  readonly varied: Trial['varied'];
  /** All its settings; null where they alone do not make its model. */
  readonly options: Trial['options'] | null;
  readonly problem: string | null;
  /** SHA-256 of the finished model according to its log, if the model is missing. */
  readonly lost: string | null;
}

export type Result = Done | Diverged | Open;

/** @throws UsageError if the path of its model is occupied by another model, which must not be lost */
export async function resultOf(folder: string, { trial, varied, options }: Trial): Promise<Result> {
  const files = trialFiles(folder, trial);
  let problem: string | null = null;
  if (existsSync(files.model)) {
    try {
      const { training, sha256 } = await provenanceOf(files.model);
      if (!isDeepStrictEqual(training.options, options)) {
        throw new UsageError(
          `${files.model}: has other settings than trial ${trial}; move it away, or choose another folder`,
        );
      }
      const score = scoreOf(training);
      if (score !== null)
        return { status: 'done', trial, varied, options, ...score, model: files.model, sha256 };
    } catch (error) {
      if (!(error instanceof ModelError)) throw error;
      problem = error.message;
    }
  }
  const { event, message, sha256 } = await lastEvent(files.log);
  if (problem === null && event === 'diverged') {
    return { status: 'diverged', trial, varied, options, message: String(message) };
  }
  return {
    status: 'open',
    trial,
    varied,
    options,
    problem,
    lost: typeof sha256 === 'string' ? sha256 : null,
  };
}

/** Sequentially: the models of ten thousand trials need not fit into memory. */
export async function resultsOf(folder: string, trials: readonly Trial[]): Promise<Result[]> {
  const results: Result[] = [];
  for (const trial of trials) results.push(await resultOf(folder, trial));
  return results;
}

/** The information of a model that ranking needs, without its weights. */
async function provenanceOf(path: string): Promise<{ training: Provenance; sha256: string }> {
  const { model, sha256 } = await readModelFile(path);
  const { training } = model;
  if (training === undefined) {
    throw new UsageError(
      `${path}: is a model that does not belong to a trial; move it away, or choose another folder`,
    );
  }
  return { training, sha256 };
}

/** Null if the training was not finished, or not validated. */
function scoreOf({
  history,
  epoch,
  interrupted,
  data,
}: Provenance): Pick<Done, 'validationAccuracy' | 'validationLoss' | 'epochs' | 'data' | 'judge'> | null {
  const { validationAccuracy = null, validationLoss = null } = history[epoch - 1] ?? {};
  if (interrupted || validationAccuracy === null || validationLoss === null) return null;
  const judge = `${data.hash} ${data.validation}`;
  return { validationAccuracy, validationLoss, epochs: history.length, data: data.name, judge };
}

interface LastEvent {
  readonly event?: unknown;
  readonly message?: unknown;
  readonly sha256?: unknown;
}

/** The last event printed by `nn train --json`; empty if there is no log, or it is truncated. */
async function lastEvent(log: string): Promise<LastEvent> {
  try {
    const last =
      (await readBounded(log, limits.sweepLog.fileBytes))
        .toString('utf8')
        .replace(/^\uFEFF/, '')
        .trimEnd()
        .split('\n')
        .at(-1) ?? '';
    return Object(JSON.parse(last)) as LastEvent;
  } catch {
    return {};
  }
}

export interface Collection {
  readonly results: readonly Result[];
  /** Remarks about irregularities, one per line. */
  readonly notes: readonly string[];
}

/**
 * The results of all models in a folder without a plan, numbered by name; the varied settings are those in which they
 * differ.
 * @throws UsageError if the folder cannot be read; ModelError if their accuracies are not comparable
 */
export async function collectModels(folder: string): Promise<Collection> {
  const notes: string[] = [];
  const found: { name: string; training: Provenance; sha256: string }[] = [];
  for (const name of await modelNames(folder)) {
    try {
      found.push({ name, ...(await provenanceOf(join(folder, name))) });
    } catch (error) {
      if (!(error instanceof ModelError)) throw error;
      notes.push(`left out: ${error.message}`);
    }
  }
  const options = found.map(({ training }) => training.options);
  const names = [...new Set(options.flatMap(Object.keys))].filter((name) =>
    options.some((one) => !isDeepStrictEqual(one[name], options[0][name])),
  );
  if (names.includes('seed')) notes.push('seeds differ, and with them the images that each was judged by');
  const results = found.map(({ name, training, sha256 }, k): Result => {
    const varied = Object.fromEntries(names.map((key) => [key, show(training.options[key])]));
    const score = scoreOf(training);
    const path = join(folder, name);
    const options = ancestorsOf(training).length === 0 ? training.options : null;
    if (score !== null)
      return { status: 'done', trial: k + 1, varied, options, ...score, model: path, sha256 };
    return {
      status: 'open',
      trial: k + 1,
      varied,
      options,
      problem: `${path}: is not finished, or was not validated`,
      lost: null,
    };
  });
  checkJudges(results);
  return { results, notes };
}

/** @throws ModelError if models were validated on different images, and cannot be ranked */
export function checkJudges(results: readonly Result[]): void {
  const done = results.filter((result) => result.status === 'done');
  const other = done.find(({ judge }) => judge !== done[0].judge);
  if (other === undefined) return;
  throw new ModelError(
    `${other.model}: was validated on other images than ${done[0].model}: the two cannot be compared`,
  );
}

async function modelNames(folder: string): Promise<string[]> {
  try {
    const names = await readdir(folder);
    return names.filter((name) => name.endsWith('.json') && !name.startsWith('.')).sort();
  } catch (error) {
    throw new UsageError(`--collect: ${folder} cannot be read: ${explainSystemError(error)}`, {
      cause: error,
    });
  }
}

function show(value: unknown): string | number {
  if (typeof value === 'number') return value;
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.join(',');
  return value === undefined ? '-' : String(value);
}
