/** `nn serve` as a process, on a free port. */

import { spawn } from 'node:child_process';
import { bin } from './nn.ts';

export interface ServerProcess {
  readonly url: string;
  readonly pid: number;
  /** Its exit code, once it ended. */
  readonly ended: Promise<number | null>;
  /** Ends it like Ctrl-C. @returns the exit code */
  stop(): Promise<number | null>;
}

export function startServer(...args: readonly string[]): Promise<ServerProcess> {
  const child = spawn(process.execPath, [bin, 'serve', '--port', '0', '--json', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  return new Promise((resolve, reject) => {
    let stdout = '';
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      const line = stdout.split('\n')[0];
      if (!stdout.includes('\n')) return;
      const { url } = JSON.parse(line) as { url: string };
      resolve({
        url,
        pid: child.pid ?? 0,
        ended,
        stop() {
          child.kill('SIGINT');
          return ended;
        },
      });
    });
    void ended.then((code) => reject(new Error(`nn serve ended with ${code}: ${stderr}`)));
  });
}
