/** What a training knows of the one before it: the epochs it continues, and the model that it starts from. */

import type { EpochRecord, Origin } from '../network/model.ts';
import type { Start, TrainingOptions } from './trainer.ts';

/** The epochs of the training that is continued; none of a new one. */
export function historyBefore({
  resume,
  from,
}: Pick<TrainingOptions, 'resume' | 'from'>): readonly EpochRecord[] {
  return resume?.history ?? (from?.extend ? (from.model.training?.history ?? []) : []);
}

/** @param own hash of the data of this training */
export function originOf(from: Start | undefined, own: string): Origin | null {
  if (from === undefined) return null;
  const { training } = from.model;
  const all = training === undefined ? [] : [training.data, ...(training.origin?.data ?? [])];
  const others = new Map(
    all.filter(({ hash }) => hash !== own).map(({ name, hash }) => [hash, { name, hash }]),
  );
  const data = others.size === 0 ? {} : { data: [...others.values()] };
  return { sha256: from.sha256, epochs: historyBefore({ from }).length, ...data };
}
