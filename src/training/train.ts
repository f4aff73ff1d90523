/** The training loop: an async generator that yields events and returns the model. */

import type { TrainedModel } from '../network/model.ts';
import type { StopReason } from './early-stopping.ts';
import type { TrainingEvent } from './events.ts';
import { withLazyResult } from './lazy-result.ts';
import { Trainer, type TrainingOptions } from './trainer.ts';

export interface TrainingResult {
  readonly model: TrainedModel;
  /** Number of completed epochs. */
  readonly epochs: number;
  readonly validationAccuracy: number | null;
  readonly seconds: number;
  readonly interrupted: boolean;
  readonly stopped: StopReason;
  /** The digit that almost all images are classified as; null if the network distinguishes digits. */
  readonly collapsedTo: number | null;
}

/** The events of a training, and its result, which remains available after `for await`. */
export interface Training extends AsyncGenerator<TrainingEvent, TrainingResult> {
  /**
   * Rejected if training throws, or if the iteration ends early. Waiting for it runs the training where nobody
   * iterates; an iteration that begins later takes over and receives the events that are left, none after the end.
   */
  readonly result: Promise<TrainingResult>;
}

/**
 * Trains a network on the training split of a data set: iterate over the events, or just await `result`.
 * @throws UsageError for an option that is unknown or out of range; DataError if there is no training split, or it
 *   differs from that of the run to resume; ModelError if a checkpoint or an initial model does not fit;
 *   TrainingDiverged if the loss is no longer finite; SystemError if a worker fails
 */
export function train(options: TrainingOptions): Training {
  return withLazyResult(openAndTrain(options), 'the training');
}

async function* openAndTrain(
  options: TrainingOptions,
): AsyncGenerator<TrainingEvent, TrainingResult, undefined> {
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
): AsyncGenerator<TrainingEvent, TrainingResult, undefined> {
  yield session.startEvent();
  let interrupted = false; // an abort after the last epoch has no effect
  while (!session.over && !interrupted) {
    const event = signal?.aborted ? null : yield* session.epoch(signal);
    if (event !== null) yield event;
    interrupted = event === null;
    // after the last epoch there is the model itself
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
