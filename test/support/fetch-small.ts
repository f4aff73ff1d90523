/** Fetches a small data set from servers on this machine. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect } from 'vitest';
import { NnError } from '../../src/errors.ts';
import { type FetchEvent, type FetchOptions, fetchDataset } from '../../src/node/dataset/fetch.ts';
import { contents, smallEntry } from './catalog-entry.ts';
import { temporaryFolder } from './temporary-folder.ts';

export const IMAGES = 'train-images-idx3-ubyte.gz';
export const names = Object.keys(contents).sort();

export interface Fetched {
  readonly dataDir: string;
  readonly events: FetchEvent[];
  readonly error: NnError | null;
}

/** Fetches the small data set from these mirrors, into a new folder by default. */
export async function fetchSmall(
  mirrors: readonly string[],
  {
    dataDir = temporaryFolder(),
    pinned,
    ...options
  }: FetchOptions & { readonly pinned?: 'file' | 'content' } = {},
): Promise<Fetched> {
  const events: FetchEvent[] = [];
  const onEvent = (event: FetchEvent): void => {
    events.push(event);
    options.onEvent?.(event);
  };
  const entry = smallEntry(pinned, mirrors);
  const error = await fetchDataset(entry, { timeout: 5, ...options, dataDir, onEvent }).then(
    () => null,
    (error) => {
      if (error instanceof NnError) return error;
      throw error;
    },
  );
  return { dataDir, events, error };
}

/** File names in the folder of the small data set. */
export const filesIn = (dataDir: string | undefined): string[] =>
  readdirSync(join(dataDir ?? '', 'small')).sort();

export function expectAllRight({ dataDir, error }: Fetched): void {
  expect(error).toBeNull();
  expect(filesIn(dataDir)).toEqual(names);
  for (const name of names) {
    expect(gunzipSync(readFileSync(join(dataDir, 'small', name))).equals(contents[name])).toBe(true);
  }
}

type EventOf<E> = Extract<FetchEvent, { event: E }>;

export const eventsOf = <E extends FetchEvent['event']>(
  events: readonly FetchEvent[],
  kind: E,
): EventOf<E>[] => events.filter((event): event is EventOf<E> => event.event === kind);
