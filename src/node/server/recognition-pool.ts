/** Recognizes images on all cores, so that a large photo does not block other requests. */

import { availableParallelism } from 'node:os';
import { basename, extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import { SystemError } from '../../errors.ts';
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
  const models: ServedModel[] = [];
  const files = new Map<string, WorkerModel>();
  for (const path of paths) {
    const { model, bytes, sha256 } = await readModelFile(path);
    const name = freeName(basename(path, extname(path)), models);
    files.set(name, { name, path, bytes: shared(bytes) });
    models.push({
      name,
      network: formatNetwork(model.architecture),
      parameters: countParameters(model.architecture),
      sha256,
    });
  }
  const pool = startPool(threads ?? availableParallelism(), {
    models: [...files.values()],
    memory: decoderMemory(),
  });
  const loaded = loadedThreads(pool);
  return {
    models,
    modelFile: (name) => files.get(name)?.bytes ?? null,
    read: (request) => pool.run(request),
    close: () => close(pool, loaded),
  };
}

/** @throws SystemError if no more threads are available */
function startPool(count: number, workerData: RecognitionWorkerData): Piscina<unknown, ReadAnswer> {
  try {
    return new Piscina({ filename: entry, minThreads: count, maxThreads: count, workerData });
  } catch (cause) {
    if ((cause as Error).message !== 'EAGAIN') throw cause; // the error of Node has no code
    throw new SystemError(
      `the system does not provide ${count} threads: choose fewer with --threads, or see ulimit -u`,
      { cause },
    );
  }
}

/** In memory that all threads share: they read the model as it was when the server started. */
function shared(bytes: Uint8Array): Uint8Array {
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.length));
  copy.set(bytes);
  return copy;
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

/** Characters of a name, which is part of addresses. */
const LONGEST_NAME = 80;

/**
 * The API identifies a model by the name of its file; a second one with the same name becomes `name-2`. Clients resolve
 * the names `.` and `..` as folders.
 */
function freeName(file: string, taken: readonly { readonly name: string }[]): string {
  const name = /^\.+$/.test(file) ? 'model' : [...file].slice(0, LONGEST_NAME).join('');
  let free = name;
  for (let n = 2; taken.some((each) => each.name === free); n++) free = `${name}-${n}`;
  return free;
}
