/** Waits until the machine is idle, because other load would distort measurements. */

import { cpus } from 'node:os';
import { setTimeout } from 'node:timers/promises';

const SAMPLE_MS = 150;
/** Maximum CPU utilization that counts as idle, as a fraction of all cores. */
const QUIET = 0.12;

/** Returns when the machine is idle, or after `patience` seconds. */
export async function awaitQuiet(patience: number): Promise<void> {
  const end = performance.now() + patience * 1000;
  while (performance.now() < end) {
    const before = busyAndAll();
    await setTimeout(SAMPLE_MS);
    const after = busyAndAll();
    if ((after.busy - before.busy) / (after.all - before.all) < QUIET) return;
  }
}

function busyAndAll(): { busy: number; all: number } {
  let all = 0;
  let idle = 0;
  for (const { times } of cpus()) {
    all += times.user + times.nice + times.sys + times.irq + times.idle;
    idle += times.idle;
  }
  return { busy: all - idle, all };
}
