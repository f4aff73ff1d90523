/** A worker thread of `recognition-pool.ts`: recognizes images with its own copy of the models. */

import { workerData } from 'node:worker_threads';
import { NnError } from '../../errors.ts';
import { type RecognitionObjectOptions, recognitionObject } from '../../image/recognition-object.ts';
import { noDigits, recognize } from '../../image/recognize.ts';
import { Predictor } from '../../network/predict.ts';
import { decodeImage } from '../decode.ts';
import { joinDecoderMemory } from '../decoder-memory.ts';
import { createKernels } from '../kernels.ts';
import { decodeModel } from '../model-store.ts';
import type { ReadAnswer, ReadRequest } from './recognizer.ts';

export interface WorkerModel {
  readonly name: string;
  /** Of its file, for messages. */
  readonly path: string;
  /** The file, in shared memory. */
  readonly bytes: Uint8Array;
}

export interface RecognitionWorkerData {
  readonly models: readonly WorkerModel[];
  readonly memory: SharedArrayBuffer;
}

const { models, memory } = workerData as RecognitionWorkerData;
joinDecoderMemory(memory);

/** Batch size. */
const BATCH = 64;

async function open({ bytes, path }: WorkerModel): Promise<Predictor> {
  return new Predictor(decodeModel(bytes.slice(), path), await createKernels({ threads: 1 }), BATCH);
}

const predictors = new Map(
  await Promise.all(models.map(async (model) => [model.name, await open(model)] as const)),
);

/** Returns an object of `nn predict --json`. Errors of the image are part of it. */
export default async function read({
  image,
  bytes,
  model,
  digits,
  minConfidence,
}: ReadRequest): Promise<ReadAnswer> {
  const predictor = predictors.get(model ?? models[0].name);
  if (predictor === undefined) throw new RangeError(`there is no model ${model}`);
  try {
    const { picture, scale } = await decodeImage(bytes, image);
    const recognition = recognize(picture, predictor, { scale, layout: digits ? 'digits' : 'auto' });
    if (recognition.digitsFound === 0) throw noDigits(recognition, image);
    const options: RecognitionObjectOptions = { minConfidence };
    return recognitionObject(image, recognition, options) as ReadAnswer;
  } catch (error) {
    if (!(error instanceof NnError)) throw error;
    const { kind, message } = error;
    return { image, error: { kind, message } };
  }
}
