/** Runs the built command line as a user would: as a process, piped or on a terminal. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { resolve as absolute } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ownProcesses } from '../../support/exhaustive.ts';
import { runResident } from './resident.ts';

export const bin: string = fileURLToPath(new URL('../../../bin/nn.js', import.meta.url));
const terminal = fileURLToPath(new URL('./terminal.py', import.meta.url));

/** Trains as plainly and quickly as can be, whatever the defaults are. */
export const plainly: readonly string[] = [
  '--augment',
  'none',
  '--label-smoothing',
  '0',
  '--batch-size',
  '32',
];

export interface Outcome {
  /** Of its exit, or the name of the signal that ended it. */
  readonly code: number | NodeJS.Signals;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Surroundings {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What comes in on standard input, through a pipe; nothing is there without it. */
  readonly input?: Uint8Array;
  /** Leaves standard input open, for who sees the process to write to. */
  readonly open?: boolean;
  /** Sees the process, with what it printed so far, whenever it prints. */
  readonly watch?: (child: ChildProcess, stdout: string, stderr: string) => void;
  /** Sees the process once it is there. */
  readonly started?: (child: ChildProcess) => void;
}

type Watch = NonNullable<Surroundings['watch']>;

/** Acts the first time that what was printed fulfils a condition. */
export function once(
  when: (stdout: string, stderr: string) => boolean,
  act: (child: ChildProcess) => void,
): Watch {
  let done = false;
  return (child, stdout, stderr) => {
    if (done || !when(stdout, stderr)) return;
    done = true;
    act(child);
  };
}

/** Of the environment, what cannot change the output. */
function cleanEnv(env: Surroundings['env']): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR } = process.env;
  return { PATH, HOME, TMPDIR, LANG: 'C.UTF-8', TERM: 'xterm-256color', ...env };
}

/** A process that hangs must not outlive its test. */
const LIMIT = { timeout: 800_000, killSignal: 'SIGKILL' } as const;

function run(
  file: string,
  args: readonly string[],
  { cwd, env, input, open, watch, started }: Surroundings,
  stdin: 'ignore' | 'pipe' | number = input === undefined && open !== true ? 'ignore' : 'pipe',
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      cwd,
      env: cleanEnv(env),
      stdio: [stdin, 'pipe', 'pipe'],
      ...LIMIT,
    });
    started?.(child);
    if (input !== undefined) child.stdin?.on('error', () => {}).end(input); // it may end without having read it
    let stdout = '';
    let stderr = '';
    child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      watch?.(child, stdout, stderr);
    });
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
      watch?.(child, stdout, stderr);
    });
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code: code ?? signal!, stdout, stderr }));
  });
}

/** `nn ...args` with pipes for stdout and stderr, as a process of its own or in one that stays: see resident.ts. */
export function nn(args: readonly string[], surroundings: Surroundings = {}): Promise<Outcome> {
  return nnResident(args, surroundings) ?? nnFrom(bin, args, surroundings);
}

/** Variables that the command line reads whenever it needs them, and not once for its process. */
const lateVariables: ReadonlySet<string> = new Set(['NN_DATA_DIR', 'NN_CACHE_DIR']);

/** @returns null where only a process of its own is right. */
function nnResident(args: readonly string[], surroundings: Surroundings): Promise<Outcome> | null {
  if (ownProcesses || args.includes('-')) return null;
  const { cwd, env = {}, ...others } = surroundings;
  if (Object.values(others).some((value) => value !== undefined)) return null;
  if (Object.keys(env).some((name) => !lateVariables.has(name))) return null;
  return runResident({ args, cwd, env: cleanEnv(env) });
}

/** The same for an nn that is installed elsewhere. */
export function nnFrom(
  bin: string,
  args: readonly string[],
  surroundings: Surroundings = {},
): Promise<Outcome> {
  return run(process.execPath, [bin, ...args], surroundings);
}

function hasPython(): boolean {
  try {
    return (
      execFileSync('python3', ['-c', 'import pty, os; os.waitstatus_to_exitcode'], { stdio: 'pipe' }) !== null
    );
  } catch {
    return false;
  }
}

/** Why tests on a terminal are skipped, or null where they are not. */
export const noTerminal: string | null = hasPython()
  ? null
  : 'no python3 (3.9 or later) to make a terminal with';

const quoted = (argument: string): string => `'${argument.replaceAll("'", `'\\''`)}'`;

/** `nn ...args` on a terminal `columns` wide; stdout holds all that a terminal is sent, with its line ends as they are. */
export async function nnOnTerminal(
  args: readonly string[],
  columns: number,
  surroundings: Surroundings = {},
): Promise<Outcome> {
  const command = [String(columns), process.execPath, bin, ...args];
  const { code, stdout, stderr } = await run('python3', [terminal, ...command], surroundings, 'pipe');
  return { code, stdout: stdout.replaceAll('\r\n', '\n'), stderr };
}

/** Starts `nn ...args | head -1` in a shell, whose exit code is that of nn. Needs POSIX: see `noPosix`. */
export function nnIntoHead(args: readonly string[], surroundings: Surroundings = {}): Promise<Outcome> {
  const line = [process.execPath, bin, ...args].map(quoted).join(' ');
  return run('bash', ['-c', `set -o pipefail; ${line} | head -1`], surroundings);
}

/** `nn ...args < file`, whose path is relative to `cwd`. */
export async function nnFromFile(
  file: string,
  args: readonly string[],
  surroundings: Surroundings = {},
): Promise<Outcome> {
  const stdin = openSync(absolute(surroundings.cwd ?? '.', file), 'r');
  try {
    return await run(process.execPath, [bin, ...args], surroundings, stdin);
  } finally {
    closeSync(stdin);
  }
}

/** `nn ...args > /dev/full`, or null where there is no such device. */
export async function nnIntoFullDisk(args: readonly string[]): Promise<Outcome | null> {
  if (!existsSync('/dev/full')) return null;
  const line = [process.execPath, bin, ...args].map(quoted).join(' ');
  return run('sh', ['-c', `exec ${line} > /dev/full`], {});
}
