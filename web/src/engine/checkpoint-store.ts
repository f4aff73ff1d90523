/** Stores the checkpoint of a training in IndexedDB until the training is finished. */

import { type IDBPDatabase, openDB } from 'idb';
import * as nn from './library.ts';

const STORE = 'checkpoint';
let database: Promise<IDBPDatabase | null> | undefined;
let writing: Promise<unknown> = Promise.resolve();

/** Null if the browser does not allow it: closing the tab then loses the training. */
function open(): Promise<IDBPDatabase | null> {
  database ??= openStore().catch(() => null);
  return database;
}

/** Asynchronous, because even accessing it may throw. */
async function openStore(): Promise<IDBPDatabase> {
  return openDB('nn-training', 1, { upgrade: (db) => void db.createObjectStore(STORE) });
}

/** Null where pages have no locks: those that are files, or were loaded over plain HTTP from another machine. */
const locks = origin === 'null' ? null : ((navigator as { readonly locks?: LockManager }).locks ?? null);
const LOCK = 'nn-training';

/**
 * Runs a training. Of several tabs only one keeps its checkpoints, since there is room for one.
 * @param run is told whether it keeps them
 */
export async function withStore<Result>(run: (keeps: boolean) => Promise<Result>): Promise<Result> {
  if (locks === null) return run(true);
  return locks.request(LOCK, { ifAvailable: true }, (lock) => run(lock !== null));
}

/** Whether a training is keeping its checkpoints, in this tab or in another. */
export async function isStoreInUse(): Promise<boolean> {
  const { held = [] } = (await locks?.query()) ?? {};
  return held.some(({ name }) => name === LOCK);
}

export async function saveCheckpoint(checkpoint: nn.Checkpoint): Promise<void> {
  const bytes = new Blob(
    [...nn.formatCheckpoint(checkpoint, await nn.loadSha256())].map((piece) => piece.slice()),
  );
  writing = writing.then(async () => (await open())?.put(STORE, bytes, 'latest')).catch(() => {}); // a full disk must not end the training
  await writing;
}

/** Invalid content from other versions or programs is ignored. */
export async function loadCheckpoint(): Promise<nn.Checkpoint | null> {
  const bytes: unknown = await (await open())?.get(STORE, 'latest');
  if (!(bytes instanceof Blob)) return null;
  try {
    return nn.parseCheckpoint(
      new Uint8Array(await bytes.arrayBuffer()),
      'the kept training',
      await nn.loadSha256(),
    );
  } catch {
    return null;
  }
}

export async function deleteCheckpoint(): Promise<void> {
  await writing;
  await (await open())?.delete(STORE, 'latest');
}
