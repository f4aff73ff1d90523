/** The training loop: an async generator that yields events and returns the model. */

import type { TrainedModel } from '../network/model.ts';
import type { StopReason } from './early-stopping.ts';
import type { TrainingEvent } from './events.ts';
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
  /** Rejected if training throws, or if the iteration ends early. */
  readonly result: Promise<TrainingResult>;
}

/**
 * Trains a network on the training split of a data set.
 * @throws UsageError for an option out of range; DataError if there is no training split, or it differs from that of
 *   the run to resume; ModelError if a checkpoint or an initial model does not fit; TrainingDiverged if the loss is
 *   no longer finite; SystemError if a worker fails
 */
export function train(options: TrainingOptions): Training {
  let settle: { resolve: (result: TrainingResult) => void; reject: (reason: unknown) => void } | undefined;
  const result = new Promise<TrainingResult>((resolve, reject) => {
    settle = { resolve, reject };
  });
  result.catch(() => {}); // errors are also thrown by the iterator: no unhandled rejection
  const events = trainOnce(
    options,
    (outcome) => settle?.resolve(outcome),
    (reason) => settle?.reject(reason),
  );
  return Object.assign(events, { result });
}

async function* trainOnce(
  options: TrainingOptions,
  onResult: (result: TrainingResult) => void,
  onError: (reason: unknown) => void,
): AsyncGenerator<TrainingEvent, TrainingResult> {
  let outcome: TrainingResult | null = null;
  let reason: unknown = new Error('the iteration over the training ended early');
  try {
    outcome = yield* openAndTrain(options);
    return outcome;
  } catch (error) {
    reason = error;
    throw error;
  } finally {
    if (outcome === null) onError(reason);
    else onResult(outcome);
  }
}

async function* openAndTrain(options: TrainingOptions): AsyncGenerator<TrainingEvent, TrainingResult> {
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
