/** What a training knows of those before it: the epochs it continues, the model that it starts from, its teachers. */

import { checkArgument, ModelError } from '../errors.ts';
import type { Architecture } from '../network/architecture.ts';
import { formatNetwork } from '../network/format-network.ts';
import { type Ancestor, ancestorsOf, type EpochRecord, type Model, type Origin } from '../network/model.ts';
import { weightShapeOf } from '../network/model-size.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { Teacher } from './teachers.ts';

export interface Start {
  readonly model: Model;
  /** SHA-256 of its file, in hex. */
  readonly sha256: string;
  /** True to continue its epochs and history: `epochs` is then the number of the last epoch. */
  readonly extend: boolean;
}

/** @throws UsageError if that is no model, or no checkpoint */
export function checkStart({ from, resume }: { readonly from?: Start; readonly resume?: Checkpoint }): void {
  const isStart = from === undefined || (typeof from?.model === 'object' && typeof from.sha256 === 'string');
  checkArgument(isStart, 'from', '{ model, sha256, extend }', from);
  const isCheckpoint = resume === undefined || typeof resume?.data?.hash === 'string';
  checkArgument(isCheckpoint, 'resume', 'a checkpoint, such as onCheckpoint is called with', resume);
}

/** @throws ModelError if the weights of the model have other shapes than those of the network to train */
export function checkFit({ model }: Start, architecture: Architecture): void {
  const [other, own] = [model.architecture, architecture];
  const shapesOf = (net: Architecture): string => JSON.stringify(net.map(weightShapeOf).filter(Boolean));
  if (shapesOf(other) === shapesOf(own)) return;
  const [from, to] = [formatNetwork(other), formatNetwork(own)];
  throw new ModelError(`the model to start from is ${from}, and does not fit the net of this run, ${to}`);
}

/** The epochs of the training that is continued; none of a new one. */
export function historyBefore({
  resume,
  from,
}: {
  readonly resume?: Checkpoint | undefined;
  readonly from?: Start | undefined;
}): readonly EpochRecord[] {
  return resume?.history ?? (from?.extend ? (from.model.training?.history ?? []) : []);
}

/** @param own hash of the data of this training */
export function originOf(from: Start | undefined, own: string): Origin | null {
  if (from === undefined) return null;
  return { sha256: from.sha256, epochs: historyBefore({ from }).length, ...dataBefore(from.model, own) };
}

/** @throws ModelError if a run that is continued had other teachers */
export function checkSameTeachers(
  teachers: readonly Teacher[],
  { resume, from }: { readonly resume?: Checkpoint; readonly from?: Start },
): void {
  const before = resume ?? (from?.extend ? from.model.training : undefined);
  if (before === undefined) return;
  const { teachers: needed = [] } = before;
  const hashes = (list: readonly { readonly sha256: string }[]): string =>
    list.map(({ sha256 }) => sha256).join(', ');
  if (hashes(teachers) === hashes(needed)) return;
  throw new ModelError(
    needed.length === 0
      ? 'the run to continue has no teachers'
      : `the run to continue learns from the teachers with SHA-256 ${hashes(needed)}: name them again, in this order`,
  );
}

/** @param own hash of the data of this training */
export function recordsOf(teachers: readonly Teacher[], own: string): Ancestor[] {
  return teachers.map(({ model, sha256 }) => ({ sha256, ...dataBefore(model, own) }));
}

/** All data that a model and those before it were trained on, without that of this training. */
function dataBefore({ training }: Model, own: string): Pick<Ancestor, 'data'> {
  if (training === undefined) return {};
  const before = ancestorsOf(training).flatMap(({ data = [] }) => data);
  const others = new Map(
    [training.data, ...before]
      .filter(({ hash }) => hash !== own)
      .map(({ name, hash }) => [hash, { name, hash }]),
  );
  return others.size === 0 ? {} : { data: [...others.values()] };
}

/** Converts a RangeError from loading arrays of a file to a ModelError. */
export function mustFit(load: () => void, problem: (error: RangeError) => string): void {
  try {
    load();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new ModelError(problem(error), { cause: error });
  }
}
