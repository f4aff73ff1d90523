/** The workers of the page: for recognition (milliseconds), explanations (a second), and training (minutes). */

import { type Remote, wrap } from 'comlink';
import { errorText } from '../i18n/error-text.ts';
import { words } from '../i18n/index.ts';
import { engineError, engineInfo, modelInfo, problem } from '../state.ts';
import type { ModelSource } from './protocol.ts';
import type { ReadingEngine } from './reading-engine.ts';
import type { TrainingEngine } from './training-engine.ts';

const startReader = (name: string): Remote<ReadingEngine> =>
  wrap<ReadingEngine>(new Worker(new URL('./reading.worker.ts', import.meta.url), { type: 'module', name }));

/** Recognizes and perturbs: each call takes milliseconds. */
export const reader: Remote<ReadingEngine> = startReader('reading');

let insightReady: Promise<Remote<ReadingEngine>> | undefined;
/** The model that the worker for explanations has, or is loading. */
let insightModel: ModelSource | undefined;

/** Explains, which would delay the pen in the other worker; started when first needed. */
export function insight(): Promise<Remote<ReadingEngine>> {
  if (insightReady === undefined || insightModel !== current) {
    const model = current;
    insightModel = model;
    // sequentially, because several parts of the page may call at once
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

/** Trains and fine-tunes; started when first needed. */
export function trainer(): Remote<TrainingEngine> {
  trainingWorker ??= wrap<TrainingEngine>(
    new Worker(new URL('./training.worker.ts', import.meta.url), { type: 'module', name: 'training' }),
  );
  return trainingWorker;
}

/** The name of the model in a page that `nn export` wrote; null if that is the one that ships with nn. */
export const pageModelName: string | null = document.getElementById('nn-files')?.dataset.model ?? null;

/** The current model, for teaching and downloads. */
let current: ModelSource = { kind: 'shipped' };
export const currentModel = (): ModelSource => current;

/** Starts the kernels and loads the bundled model. */
export async function openEngine(): Promise<void> {
  try {
    const info = await reader.open();
    modelInfo.value = await reader.loadModel({ kind: 'shipped' });
    engineInfo.value = info;
  } catch (error) {
    engineError.value = errorText(error);
  }
}

/** Switches to a model; if it is invalid, the current one is kept. */
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
