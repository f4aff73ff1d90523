/** Recognizes images on all cores, so that a large photo does not block other requests. */

import { availableParallelism } from 'node:os';
import { basename, extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import { formatNetwork } from '../../network/format-network.ts';
import { countParameters } from '../../network/model-size.ts';
import { decoderMemory } from '../decoder-memory.ts';
import { readModelFile } from '../model-store.ts';
import { builtFile } from '../package-files.ts';
import type { RecognitionWorkerData, WorkerModel } from './recognition-worker.ts';
import type { ReadAnswer, Recognizer, ServedModel } from './recognizer.ts';

const entry: string = fileURLToPath(builtFile('node/server/recognition-worker.js'));

/**
 * Loads the models and starts the threads.
 * @param paths of model files; the first is the default of requests
 * @param threads by default as many as there are cores
 * @throws ModelError if a file is not a valid model
 */
export async function openRecognizer(paths: readonly string[], threads?: number): Promise<Recognizer> {
  const models: (ServedModel & WorkerModel)[] = [];
  const files = new Map<string, Uint8Array>();
  for (const path of paths) {
    const { model, bytes, sha256 } = await readModelFile(path);
    const name = freeName(basename(path, extname(path)), models);
    files.set(name, bytes);
    models.push({
      name,
      path,
      network: formatNetwork(model.architecture),
      parameters: countParameters(model.architecture),
      sha256,
    });
  }
  const count = threads ?? availableParallelism();
  const pool = new Piscina<unknown, ReadAnswer>({
    filename: entry,
    minThreads: count,
    maxThreads: count,
    workerData: {
      models: models.map(({ name, path }): WorkerModel => ({ name, path })),
      memory: decoderMemory(),
    } satisfies RecognitionWorkerData,
  });
  const loaded = loadedThreads(pool);
  return {
    models: models.map(({ path: _, ...served }) => served),
    modelFile: (name) => files.get(name) ?? null,
    read: (request) => pool.run(request),
    close: () => close(pool, loaded),
  };
}

/** Resolves once every thread has loaded its modules and models, or has ended. */
function loadedThreads(pool: Piscina): Promise<unknown> {
  const loaded = pool.threads.map(
    (thread) =>
      new Promise((resolve) => {
        thread.once('message', resolve); // the first is Piscina's own, which says that
        thread.once('exit', resolve);
      }),
  );
  return Promise.all(loaded);
}

/** Ends the threads once they are `loaded`: ending one that loads a module crashes Node 20 now and then. */
async function close(pool: Piscina, loaded: Promise<unknown>): Promise<void> {
  for (const thread of pool.threads) thread.ref(); // or the process might end during the wait
  await loaded;
  await pool.close();
}

/** The API identifies a model by the name of its file; a second one with the same name becomes `name-2`. */
function freeName(name: string, taken: readonly { readonly name: string }[]): string {
  let free = name;
  for (let n = 2; taken.some((each) => each.name === free); n++) free = `${name}-${n}`;
  return free;
}
