/** Runs whole processes, of nn or of others. */

import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

interface Ended {
  readonly seconds: number;
  readonly stdout: string;
}

export const bin: string = fileURLToPath(new URL('../bin/nn.js', import.meta.url));

/** Runs the command line of nn. @throws Error if it fails */
export function runNn(args: readonly string[]): Promise<Ended> {
  return runProcess(process.execPath, [bin, ...args]);
}

/** @throws Error if the process fails */
export function runProcess(
  program: string,
  args: readonly string[],
  more: Record<string, string> = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(program, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...more },
    });
    let stdout = '';
    let stderr = '';
    let seconds = 0;
    child.stdout.on('data', (text) => {
      stdout += text;
    });
    child.stderr.on('data', (text) => {
      stderr += text;
    });
    child.once('error', reject);
    child.once('exit', () => {
      seconds = (performance.now() - started) / 1000;
    });
    child.once('close', (code) => {
      if (code === 0) resolve({ seconds, stdout });
      else reject(new Error(`${program} ${args[1]}: exit code ${code}: ${stderr.trim()}`));
    });
  });
}
