/** Starts, pauses and stops trainings, and resumes one that was interrupted by closing the tab. */

import { proxy } from 'comlink';
import { trainer } from '../engine/client.ts';
import type { TrainedModel } from '../engine/protocol.ts';
import { errorText } from '../i18n/error-text.ts';
import { words } from '../i18n/index.ts';
import { problem } from '../state.ts';
import { onEvent, phase, reset, result, settings, unfinished } from './state.ts';

const follow = async (run: Promise<TrainedModel>): Promise<void> => {
  reset();
  problem.value = null;
  phase.value = 'running';
  unfinished.value = null;
  try {
    result.value = await run;
    phase.value = 'done';
  } catch (error) {
    phase.value = 'idle';
    problem.value = { title: words.value.train, text: errorText(error) };
  }
};

/** No effect during another training. */
export async function train(): Promise<void> {
  if (phase.value === 'running' || phase.value === 'paused') return;
  await follow(trainer().train(settings.value, proxy(onEvent)));
}

export const continueRun = (): Promise<void> => follow(trainer().continueRun(proxy(onEvent)));

export async function pause(): Promise<void> {
  await trainer().pause();
  phase.value = 'paused';
}

export async function resume(): Promise<void> {
  await trainer().resume();
  phase.value = 'running';
}

/** Stops and keeps the model so far, as Ctrl-C does on the command line. */
export const stop = (): Promise<void> => trainer().stop();

export async function findUnfinished(): Promise<void> {
  if (phase.value === 'idle' && result.value === null) unfinished.value = await trainer().unfinishedRun();
}

export async function discardUnfinished(): Promise<void> {
  await trainer().discardRun();
  unfinished.value = null;
}
