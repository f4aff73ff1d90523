/** What the net makes of what it sees: for a wide mark also whether it is one digit, or two that touch. */

import type { Candidate } from '../../image/candidates.ts';
import type { Prediction, Predictor } from '../../network/predict.ts';

/** A digit that was read. */
export interface Reading {
  readonly view: Candidate;
  readonly prediction: Prediction;
}

/** The digits of each picture, from left to right, all read in one go. */
export function readViews(predictor: Predictor, pictures: readonly (readonly Candidate[])[]): Reading[][] {
  const all = pictures.flat().flatMap(withHalves);
  if (all.length === 0) return pictures.map(() => []);
  const joined = new Uint8Array(all.reduce((sum, { pixels }) => sum + pixels.length, 0));
  let end = 0;
  for (const { pixels } of all) {
    joined.set(pixels, end);
    end += pixels.length;
  }
  const predictions = predictor.predict(joined);
  const readings = new Map(all.map((view, n) => [view, { view, prediction: predictions[n] }]));
  return pictures.map((views) => views.flatMap((view) => surest(view, readings)));
}

function withHalves(view: Candidate): Candidate[] {
  return [view, ...(view.halves ?? []).flatMap(withHalves)];
}

/** The view as one digit, or its halves where even the less sure of them is surer. */
function surest(view: Candidate, readings: ReadonlyMap<Candidate, Reading>): Reading[] {
  const whole = readings.get(view)!;
  if (view.halves === undefined) return [whole];
  const halves = view.halves.flatMap((half) => surest(half, readings));
  return lowestConfidence(halves) > whole.prediction.confidence ? halves : [whole];
}

/** Of a number, that of its least sure digit. */
export function lowestConfidence(readings: readonly Reading[]): number {
  return Math.min(...readings.map(({ prediction }) => prediction.confidence));
}
