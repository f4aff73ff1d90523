/** Describes the machine that the benchmarks run on. */

import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Peers } from './peers.ts';

export const cores: number = availableParallelism();

/** Rows of name and value. */
export function describeMachine(peers: Peers | null): readonly (readonly [string, string])[] {
  return [
    [
      'CPU',
      `${cpus()[0]?.model.trim() ?? 'unknown'}, ${cores} cores, ${Math.round(totalmem() / 2 ** 30)} GiB`,
    ],
    ['Node', `${process.version.slice(1)}, V8 ${process.versions.v8}, ${process.platform} ${process.arch}`],
    ['nn', commit()],
    ['peers', peers === null ? 'left out' : peers.list.map((p) => p.version ?? `no ${p.name}`).join(', ')],
    ['date', new Date().toISOString().slice(0, 10)],
  ];
}

function commit(): string {
  try {
    const cwd = fileURLToPath(new URL('..', import.meta.url));
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], {
      cwd,
      encoding: 'utf8',
      stdio: 'pipe',
    }).trim();
  } catch {
    return 'not in a clone';
  }
}
