/** Starts, pauses and stops trainings, and resumes one that was interrupted by closing the tab. */

import { proxy } from 'comlink';
import { trainer, withTrainer } from '../engine/client.ts';
import type { TrainedModel } from '../engine/protocol.ts';
import { errorText } from '../i18n/error-text.ts';
import { words } from '../i18n/index.ts';
import { problem } from '../state.ts';
import { hasProblems, understood } from './settings.ts';
import { isRunning, onEvent, phase, reset, result, unfinished } from './state.ts';

/** No effect during another training. */
async function follow(run: (worker: ReturnType<typeof trainer>) => Promise<TrainedModel>): Promise<void> {
  if (isRunning.value) return;
  reset();
  problem.value = null;
  phase.value = 'running';
  unfinished.value = null;
  try {
    result.value = await withTrainer(run);
    phase.value = 'done';
  } catch (error) {
    phase.value = 'idle';
    problem.value = { title: words.value.train, text: errorText(error) };
  }
}

export async function train(): Promise<void> {
  if (hasProblems.value) problem.value = { title: words.value.train, text: words.value.settingsWrong };
  else await follow((worker) => worker.train(understood.value.settings, proxy(onEvent)));
}

export const continueRun = (): Promise<void> => follow((worker) => worker.continueRun(proxy(onEvent)));

/** The training may be over before the worker hears of it. */
export async function pause(): Promise<void> {
  await trainer().pause();
  if (phase.value === 'running') phase.value = 'paused';
}

export async function resume(): Promise<void> {
  await trainer().resume();
  if (phase.value === 'paused') phase.value = 'running';
}

/** Stops and keeps the model so far, as Ctrl-C does on the command line. */
export const stop = (): Promise<void> => trainer().stop();

export async function findUnfinished(): Promise<void> {
  const found = await trainer().unfinishedRun();
  if (phase.value === 'idle' && result.value === null) unfinished.value = found;
}

export async function discardUnfinished(): Promise<void> {
  await trainer().discardRun();
  unfinished.value = null;
}
