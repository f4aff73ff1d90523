import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** An empty folder that lives until the last test of the suite that asks for it. */
export function suiteFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'nn-suite-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
