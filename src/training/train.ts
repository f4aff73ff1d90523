/** The training loop: an async generator that yields what happens and returns the model. */

import type { TrainedModel } from '../network/model.ts';
import type { StopReason } from './early-stopping.ts';
import type { TrainingEvent } from './events.ts';
import { Trainer, type TrainingOptions } from './trainer.ts';

export interface TrainingResult {
  readonly model: TrainedModel;
  /** Epochs finished. */
  readonly epochs: number;
  readonly validationAccuracy: number | null;
  readonly seconds: number;
  readonly interrupted: boolean;
  readonly stopped: StopReason;
  /** The digit that the net takes nearly all images for; null where it tells them apart. */
  readonly collapsedTo: number | null;
}

/**
 * Trains a net on the training part of a data set.
 * @throws UsageError for an option out of range; DataError where there is no training part, or not that of the run to
 *   resume; ModelError where a checkpoint or a model to start from does not fit; TrainingDiverged where the loss stops
 *   being finite; SystemError where a worker fails
 */
export async function* train(options: TrainingOptions): AsyncGenerator<TrainingEvent, TrainingResult> {
  const session = await Trainer.open(options);
  try {
    return yield* trainSession(session, options);
  } finally {
    session.close();
  }
}

async function* trainSession(
  session: Trainer,
  { signal, onCheckpoint }: TrainingOptions,
): AsyncGenerator<TrainingEvent, TrainingResult> {
  yield session.startEvent();
  let interrupted = false; // an abort that comes after the last epoch interrupts nothing
  while (!session.over && !interrupted) {
    const event = signal?.aborted ? null : yield* session.epoch(signal);
    if (event !== null) yield event;
    interrupted = event === null;
    // after the last epoch the model itself is at hand
    if (onCheckpoint !== undefined && !session.over) onCheckpoint(session.checkpoint());
  }
  const model = session.model(interrupted);
  const { epoch, history } = model.training;
  return {
    model,
    epochs: history.length,
    validationAccuracy: history[epoch - 1]?.validationAccuracy ?? null,
    seconds: session.seconds,
    interrupted,
    stopped: interrupted ? 'interrupted' : (session.stopReason ?? 'epochs'),
    collapsedTo: session.collapsedTo,
  };
}
