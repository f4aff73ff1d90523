/**
 * Identifies a process, so that another one can later tell whether it is still running: process numbers are reused,
 * at the latest after a reboot, and the first process in a container always has the number 1.
 */

import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

export interface ProcessIdentity {
  readonly pid: number;
  readonly host: string;
  /** The boot of the system, the namespace of process numbers, and the start time of the process; `-` if unknown. */
  readonly boot: string;
  readonly namespace: string;
  readonly start: string;
}

/** In place of what the system does not tell. */
export const UNKNOWN = '-';

/** Information from /proc, which Linux provides. */
function known(read: () => string | undefined): string {
  try {
    return read()?.trim().replace(/\s+/g, '_') || UNKNOWN;
  } catch {
    return UNKNOWN;
  }
}

/** Ticks from boot to the start of a process: the 22nd field, the 20th after the name (proc_pid_stat(5)). */
export function startOf(pid: number): string {
  return known(() => {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19];
  });
}

export function ownIdentity(): ProcessIdentity {
  return {
    pid: process.pid,
    host: hostname().replace(/\s+/g, '_') || UNKNOWN,
    boot: known(() => readFileSync('/proc/sys/kernel/random/boot_id', 'latin1')),
    namespace: known(() => readlinkSync('/proc/self/ns/pid')),
    start: startOf(process.pid),
  };
}

/** Formats on one line. */
export function formatIdentity({ pid, host, boot, namespace, start }: ProcessIdentity): string {
  return `${pid} ${host} ${boot} ${namespace} ${start}\n`;
}

/** Null for any other text. Earlier versions wrote only a number and a host. */
export function parseIdentity(text: string): ProcessIdentity | null {
  const match = /^(\d{1,15}) (\S{1,255})(?: (\S{1,64}) (\S{1,64}) (\S{1,64}))?\n$/.exec(text);
  if (match === null) return null;
  const [, pid, host, boot = UNKNOWN, namespace = UNKNOWN, start = UNKNOWN] = match;
  return { pid: Number(pid), host, boot, namespace, start };
}

/** Whether a process is running; `unknown` if it ran on another machine, in another container or before a reboot. */
export function livenessOf(
  holder: ProcessIdentity,
  own: ProcessIdentity = ownIdentity(),
): 'alive' | 'dead' | 'unknown' {
  if (holder.host !== own.host) return 'unknown';
  const isElsewhere = (key: 'boot' | 'namespace'): boolean =>
    holder[key] !== UNKNOWN && holder[key] !== own[key];
  if (isElsewhere('boot') || isElsewhere('namespace')) return 'unknown';
  if (!isRunning(holder.pid)) return 'dead';
  const start = holder.pid === own.pid ? own.start : startOf(holder.pid);
  if (holder.start !== UNKNOWN && start !== UNKNOWN) return holder.start === start ? 'alive' : 'dead';
  return holder.pid === own.pid ? 'dead' : 'alive'; // this process would know what it holds
}

function isRunning(pid: number): boolean {
  if (pid < 1) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
