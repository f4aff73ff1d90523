/** The visitor's own drawings, stored only in the browser (IndexedDB). */

import { signal } from '@preact/signals';
import { type IDBPDatabase, openDB } from 'idb';

export interface KeptDrawing {
  readonly id: number;
  /** The label: 0 to 9. */
  readonly label: number;
  /** 784 bytes in MNIST's form. */
  readonly pixels: Uint8Array;
}

export type StorageState = 'kept' | 'forbidden' | 'full';

export const drawings = signal<readonly KeptDrawing[]>([]);
/** Whether drawings are persistent. */
export const storage = signal<StorageState>('kept');

const STORE = 'drawings';
let database: Promise<IDBPDatabase | null> | undefined;

/** Null if the browser does not allow it: drawings are then kept in memory only. */
function open(): Promise<IDBPDatabase | null> {
  database ??= openStore().catch(() => {
    storage.value = 'forbidden';
    return null;
  });
  return database;
}

/** Asynchronous, because even accessing it may throw. */
async function openStore(): Promise<IDBPDatabase> {
  return openDB('nn', 1, { upgrade: (db) => void db.createObjectStore(STORE, { keyPath: 'id' }) });
}

/** Those that could not be stored: they last until the page is closed. */
let fleeting: readonly KeptDrawing[] = [];

/** Another tab may have kept some, too. */
export async function loadDrawings(): Promise<void> {
  const db = await open();
  if (db === null) return;
  const stored = ((await db.getAll(STORE)) as KeptDrawing[]).filter(isDrawing);
  drawings.value = [...stored, ...fleeting];
}

/** Ignores invalid content from older versions or other programs. */
function isDrawing({ label, pixels }: KeptDrawing): boolean {
  return (
    Number.isInteger(label) &&
    label >= 0 &&
    label <= 9 &&
    pixels instanceof Uint8Array &&
    pixels.length === 784
  );
}

export async function keepDrawing(label: number, pixels: Uint8Array): Promise<void> {
  const drawing = { label, pixels: pixels.slice() };
  const db = await open();
  let id = Math.max(0, ...drawings.value.map((each) => each.id)) + 1;
  let stored = false;
  if (db !== null) {
    try {
      const { store, done } = db.transaction(STORE, 'readwrite');
      // in the same transaction, as another tab may keep drawings at the same time
      const last = await store.openKeyCursor(null, 'prev');
      id = Math.max(id, Number(last?.key ?? 0) + 1);
      await Promise.all([store.put({ id, ...drawing }), done]);
      stored = true;
    } catch {
      storage.value = 'full';
    }
  }
  if (!stored) fleeting = [...fleeting, { id, ...drawing }];
  drawings.value = [...drawings.value, { id, ...drawing }];
}

export async function removeDrawing(id: number): Promise<void> {
  fleeting = fleeting.filter((each) => each.id !== id);
  drawings.value = drawings.value.filter((each) => each.id !== id);
  await (await open())?.delete(STORE, id);
}

export async function eraseDrawings(): Promise<void> {
  fleeting = [];
  drawings.value = [];
  await (await open())?.clear(STORE);
}
