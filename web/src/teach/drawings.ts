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

export async function loadDrawings(): Promise<void> {
  const db = await open();
  if (db !== null) drawings.value = ((await db.getAll(STORE)) as KeptDrawing[]).filter(isDrawing);
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
  const id = Math.max(0, ...drawings.value.map((each) => each.id)) + 1;
  const drawing: KeptDrawing = { id, label, pixels: pixels.slice() };
  drawings.value = [...drawings.value, drawing];
  const db = await open();
  if (db === null) return;
  try {
    await db.put(STORE, drawing);
  } catch {
    storage.value = 'full';
  }
}

export async function removeDrawing(id: number): Promise<void> {
  drawings.value = drawings.value.filter((each) => each.id !== id);
  await (await open())?.delete(STORE, id);
}

export async function eraseDrawings(): Promise<void> {
  drawings.value = [];
  await (await open())?.clear(STORE);
}
