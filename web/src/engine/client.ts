/** The workers of the page: for recognition (milliseconds), explanations (a second), and training (minutes). */

import { type Remote, wrap } from 'comlink';
import { errorText } from '../i18n/error-text.ts';
import { words } from '../i18n/index.ts';
import { engineError, engineInfo, modelInfo, problem } from '../state.ts';
import type { ModelSource } from './protocol.ts';
import type { ReadingEngine } from './reading-engine.ts';
import type { TrainingEngine } from './training-engine.ts';

/** Rejects if a worker cannot be loaded, or breaks: its calls are never answered then. */
function failureOf(worker: Worker): Promise<never> {
  const failure = new Promise<never>((_, reject) => {
    worker.addEventListener('error', () => reject(new Error(words.value.workerFailed)));
  });
  failure.catch(() => {}); // for those who wait for an answer
  return failure;
}

const startReader = (name: string): Worker =>
  new Worker(new URL('./reading.worker.ts', import.meta.url), { type: 'module', name });

const readingWorker = startReader('reading');
const readerFailure = failureOf(readingWorker);

/** Recognizes and perturbs: each call takes milliseconds. */
export const reader: Remote<ReadingEngine> = wrap<ReadingEngine>(readingWorker);

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
    insightReady.catch(() => {
      insightReady = undefined; // the next call tries again
    });
  }
  return insightReady;
}

async function openInsight(): Promise<Remote<ReadingEngine>> {
  const worker = startReader('insight');
  const remote = wrap<ReadingEngine>(worker);
  await Promise.race([remote.open(current), failureOf(worker)]);
  return remote;
}

let training: { readonly remote: Remote<TrainingEngine>; readonly failure: Promise<never> } | undefined;

function openTraining(): NonNullable<typeof training> {
  if (training === undefined) {
    const worker = new Worker(new URL('./training.worker.ts', import.meta.url), {
      type: 'module',
      name: 'training',
    });
    const failure = failureOf(worker);
    failure.catch(() => {
      training = undefined; // the next call tries again
    });
    training = { remote: wrap<TrainingEngine>(worker), failure };
  }
  return training;
}

/** Trains and fine-tunes; started when first needed. */
export const trainer = (): Remote<TrainingEngine> => openTraining().remote;

/** Calls it, and throws if it fails without an answer. */
export function withTrainer<Answer>(
  call: (trainer: Remote<TrainingEngine>) => Promise<Answer>,
): Promise<Answer> {
  const { remote, failure } = openTraining();
  return Promise.race([call(remote), failure]);
}

/** Written by `nn export` and `nn serve` where the page has another model than the one that ships with nn. */
const named = document.querySelector<HTMLMetaElement>('meta[name="nn-model"]');
export const initialModelName: string | null = named?.content ?? null;
const path = named?.dataset.path;
export const initialModel: ModelSource = {
  kind: 'initial',
  url: path === undefined ? null : new URL(path, document.baseURI).href,
};

/** The current model, for teaching and downloads. */
let current: ModelSource = initialModel;
export const currentModel = (): ModelSource => current;

/** Starts the kernels and loads the initial model. */
export async function openEngine(): Promise<void> {
  try {
    const info = await Promise.race([reader.open(initialModel), readerFailure]);
    modelInfo.value = await reader.loadModel(initialModel);
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
