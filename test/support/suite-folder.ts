import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** Creates an empty folder that is removed after the last test of the calling suite. */
export function suiteFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'nn-suite-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
