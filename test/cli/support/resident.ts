/**
 * A process that stays, and runs command lines without the start of Node and of all modules, which is most of what a
 * refusal takes. `npm test` uses it wherever a test sees nothing but output, exit code and files; under CI and in
 * `npm run test:exhaustive` each command line is a process of its own.
 */

import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Outcome } from './nn.ts';

const script = fileURLToPath(new URL('./resident.js', import.meta.url));

export interface ResidentRequest {
  readonly args: readonly string[];
  readonly cwd: string | undefined;
  readonly env: NodeJS.ProcessEnv;
}

/** Of this worker of vitest, which runs one file after another. */
let child: ChildProcess | null = null;
let busy = false;

/** @returns null where it is at work already: two command lines at once are two processes. */
export function runResident(request: ResidentRequest): Promise<Outcome> | null {
  if (busy) return null;
  busy = true;
  return ask(request).finally(() => {
    busy = false;
  });
}

function ask(request: ResidentRequest): Promise<Outcome> {
  child ??= fork(script, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], execArgv: [] });
  const resident = child;
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null, signal: NodeJS.Signals | null): void => {
      child = null;
      reject(
        new Error(`the process of the tests ended (${code ?? signal}) in: nn ${request.args.join(' ')}`),
      );
    };
    resident.once('exit', onExit);
    resident.once('message', (outcome) => {
      resident.off('exit', onExit);
      resident.unref();
      resident.channel?.unref();
      resolve(outcome as Outcome);
    });
    resident.ref();
    resident.channel?.ref();
    resident.send(request);
  });
}
