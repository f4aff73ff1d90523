/**
 * The process of the command line: output streams, signals, and exit codes. Modules are imported only when needed:
 * `nn --version` takes little longer than Node itself.
 */

import { setImmediate } from 'node:timers/promises';
import { exitCodes, NnError, SystemError } from '../errors.ts';
import { version } from '../version.ts';
import type { Console } from './terminal/console.ts';

/**
 * npm forwards each Ctrl-C to its child process, which has already received it from the terminal: signals this close
 * together count as one.
 */
const ONE_SIGNAL_MS = 150;

/** The exit code of work that a signal has ended, as shells have it. */
const SIGNAL_CODES = { SIGINT: exitCodes.interrupted, SIGTERM: exitCodes.terminated } as const;
type Signal = keyof typeof SIGNAL_CODES;

class Process {
  /** Null until something has to be written. */
  console: Console | null = null;
  ignoreEpipe = false;
  readonly #debug: boolean;
  #stop: (() => void) | null = null;
  #outputError: Error | null = null;
  /** Resolves when the loss of output has been reported. */
  #reported: Promise<void> = Promise.resolve();
  #interruptedAt = Number.NEGATIVE_INFINITY;
  #signal: Signal = 'SIGINT';

  constructor(argv: readonly string[]) {
    this.#debug = argv.includes('--debug');
  }

  watch(): void {
    process.stdout.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') {
        if (!this.ignoreEpipe) this.leave(0);
      } else if (this.ignoreEpipe) {
        this.#loseOutput(error);
      } else {
        this.#reported = unwritable(error)
          .then((problem) => this.report(problem))
          .then((code) => this.leave(code));
      }
    });
    process.stderr.on('error', () => {}); // there is nowhere left to report it
    process.on('uncaughtException', (error) => void this.report(error).then((code) => this.leave(code)));
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => this.#interrupt(signal));
  }

  /** Losing the output, as on a full disk, must not lose the model: it is reported once, and affects the exit code. */
  #loseOutput(error: Error): void {
    if (this.#outputError !== null) return;
    this.#outputError = error;
    this.#reported = unwritable(error).then(async ({ message }) => {
      (await this.openConsole([])).error(`${message}; the work goes on`);
    });
  }

  /**
   * The exit code if everything else succeeded. An error of the last write to a file only arrives after the work is
   * done, and reporting it takes as long as loading modules.
   */
  async leastCode(): Promise<number> {
    await setImmediate();
    await this.#reported;
    return this.#outputError === null ? 0 : exitCodes.system;
  }

  onInterrupt(stop: (() => void) | null): void {
    this.#stop = stop;
  }

  /** Of what a command returns: only this class knows which signal has interrupted it. */
  exitCode(code: number): number {
    return code === exitCodes.interrupted ? SIGNAL_CODES[this.#signal] : code;
  }

  #interrupt(signal: Signal): void {
    const now = performance.now();
    const again = now - this.#interruptedAt > ONE_SIGNAL_MS;
    if (!again) return;
    this.#interruptedAt = now;
    this.#signal = signal;
    if (this.#stop === null) this.leave(SIGNAL_CODES[signal]);
    this.#stop();
    this.#stop = null;
  }

  /** Reports an exception and returns the exit code: one line for errors that a user can fix, details for bugs. */
  async report(error: unknown): Promise<number> {
    const console = await this.openConsole([]);
    if (error instanceof NnError) {
      const { optionsAsFlags } = await import('./shared/options-as-flags.ts');
      console.error(optionsAsFlags(error.message), 'hint' in error ? String(error.hint) : '');
    } else if (isSystemError(error)) {
      console.error(error.message);
    } else {
      const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      console.error(
        `a bug in nn (${what})`,
        'Please report it, with the command and what it prints with --debug.',
      );
    }
    if (this.#debug && error instanceof Error) console.details(stackOf(error));
    return error instanceof NnError ? error.exitCode : exitCodes.system;
  }

  async openConsole(argv: readonly string[]): Promise<Console> {
    if (this.console === null) {
      const { openConsole } = await import('./terminal/console.ts');
      this.console = await openConsole({
        colour: !argv.includes('--no-color'),
        quiet: argv.includes('--quiet') || argv.includes('-q'),
        json: argv.includes('--json'),
      });
    }
    return this.console;
  }

  /** Exits immediately, without completing anything. */
  leave(code: number): never {
    this.console?.attach(null);
    process.exit(code);
  }
}

async function unwritable(error: NodeJS.ErrnoException): Promise<SystemError> {
  const { explainSystemError } = await import('../node/files.ts');
  return new SystemError(`standard output cannot be written: ${explainSystemError(error)}`, { cause: error });
}

/** Failures of the system (ENOSPC, EACCES...) are not bugs. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error && 'code' in error;
}

function stackOf(error: Error): string {
  const stack = error.stack ?? String(error);
  return error.cause instanceof Error ? `${stack}\ncaused by ${stackOf(error.cause)}` : stack;
}

/** With only these arguments, the start page is shown. */
const withoutCommand: ReadonlySet<string> = new Set(['help', '--help', '-h', '--no-color', '--debug']);

const versionWords: ReadonlySet<string> = new Set(['--version', '-V', '-v', 'version']);

async function dispatch(argv: readonly string[], self: Process): Promise<number> {
  const [first] = argv;
  if (first !== undefined && versionWords.has(first)) {
    process.stdout.write(`${version}\n`);
    return 0;
  }
  const console = await self.openConsole(argv);
  if (argv.every((argument) => withoutCommand.has(argument))) {
    const { startPage } = await import('./start-page.ts');
    console.page(startPage(version, console.out));
    return 0;
  }
  const { readCommandLine } = await import('./read-command-line.ts');
  const invocation = await readCommandLine(argv, console.out);
  if (invocation.kind === 'help') {
    console.page(invocation.text.trimEnd());
    return 0;
  }
  self.ignoreEpipe = invocation.ignoreEpipe;
  return await invocation.run({ console, onInterrupt: (stop) => self.onInterrupt(stop) });
}

/** Runs a command line (without `node` and the script) and sets the exit code of the process. */
export async function main(argv: readonly string[]): Promise<void> {
  const self = new Process(argv);
  self.watch();
  try {
    const code = self.exitCode(await dispatch(argv, self));
    const least = await self.leastCode();
    process.exitCode = code || least;
  } catch (error) {
    process.exitCode = self.exitCode(await self.report(error));
  }
  self.console?.attach(null);
}
