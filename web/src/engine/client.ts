/** The page's workers: one that answers at once, one that explains in a second, and one that trains for minutes. */

import { type Remote, wrap } from 'comlink';
import { errorText } from '../i18n/error-text.ts';
import { words } from '../i18n/index.ts';
import { engineError, engineInfo, modelInfo, problem } from '../state.ts';
import type { ModelSource } from './protocol.ts';
import type { ReadingEngine } from './reading-engine.ts';
import type { TrainingEngine } from './training-engine.ts';

const startReader = (name: string): Remote<ReadingEngine> =>
  wrap<ReadingEngine>(new Worker(new URL('./reading.worker.ts', import.meta.url), { type: 'module', name }));

/** Reads and breaks: each call takes milliseconds. */
export const reader: Remote<ReadingEngine> = startReader('reading');

let insightReady: Promise<Remote<ReadingEngine>> | undefined;
/** Which model the worker for explanations has, or is about to have. */
let insightModel: ModelSource | undefined;

/** Explains, which takes long enough to keep the pen waiting; started when it is first needed. */
export function insight(): Promise<Remote<ReadingEngine>> {
  if (insightReady === undefined || insightModel !== current) {
    const model = current;
    insightModel = model;
    // one after the other: several parts of the page may ask at once
    insightReady = (insightReady ?? openInsight()).then(async (worker) => {
      await worker.loadModel(model);
      return worker;
    });
  }
  return insightReady;
}

async function openInsight(): Promise<Remote<ReadingEngine>> {
  const worker = startReader('insight');
  await worker.open();
  return worker;
}

let trainingWorker: Remote<TrainingEngine> | undefined;

/** Trains and teaches; started when it is first needed. */
export function trainer(): Remote<TrainingEngine> {
  trainingWorker ??= wrap<TrainingEngine>(
    new Worker(new URL('./training.worker.ts', import.meta.url), { type: 'module', name: 'training' }),
  );
  return trainingWorker;
}

/** The model that answers now, for teaching and for downloads. */
let current: ModelSource = { kind: 'shipped' };
export const currentModel = (): ModelSource => current;

/** Starts the kernels and loads the shipped model. */
export async function openEngine(): Promise<void> {
  try {
    const info = await reader.open();
    modelInfo.value = await reader.loadModel({ kind: 'shipped' });
    engineInfo.value = info;
  } catch (error) {
    engineError.value = errorText(error);
  }
}

/** Puts a model to use; one that cannot be used leaves the present one in its place. */
export async function useModel(source: ModelSource): Promise<boolean> {
  try {
    modelInfo.value = await reader.loadModel(source);
    current = source;
    problem.value = null;
    return true;
  } catch (error) {
    problem.value = { title: words.value.errorModel, text: errorText(error) };
    return false;
  }
}
