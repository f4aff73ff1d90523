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

/** The events of a training, and what it gives: `for await` over the first keeps the second. */
export interface Training extends AsyncGenerator<TrainingEvent, TrainingResult> {
  /** Rejected where training throws, or is left before its end. */
  readonly result: Promise<TrainingResult>;
}

/**
 * Trains a net on the training part of a data set.
 * @throws UsageError for an option out of range; DataError where there is no training part, or not that of the run to
 *   resume; ModelError where a checkpoint or a model to start from does not fit; TrainingDiverged where the loss stops
 *   being finite; SystemError where a worker fails
 */
export function train(options: TrainingOptions): Training {
  let settle: { resolve: (result: TrainingResult) => void; reject: (reason: unknown) => void } | undefined;
  const result = new Promise<TrainingResult>((resolve, reject) => {
    settle = { resolve, reject };
  });
  result.catch(() => {}); // who does not ask for it hears of errors from the events
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
  let reason: unknown = new Error('the training was left before its end');
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
