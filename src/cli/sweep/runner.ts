/** Runs trials in separate processes, several at a time. */

import { type ChildProcess, fork } from 'node:child_process';
import { setMaxListeners } from 'node:events';
import { unlink } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { exitCodes, ModelError, NnError, SystemError } from '../../errors.ts';
import { writeAtomic } from '../../node/files.ts';
import { builtFile } from '../../node/package-files.ts';
import { RunningTime } from '../../running-time.ts';
import { HOLDER, isLocked } from '../shared/output-lock.ts';
import { checkpointPath } from '../train/checkpoints.ts';
import { INTERRUPT } from './interrupt.ts';
import { type Trial, trialFiles } from './plan.ts';

export interface Running {
  readonly folder: string;
  readonly parallel: number;
  /** The arguments of `nn` for a trial. */
  readonly argumentsOf: (trial: Trial) => readonly string[];
  readonly signal: AbortSignal;
  readonly onEpoch: (trial: Trial) => void;
  readonly onRemark: (line: string) => void;
  /** Called when a trial has finished or diverged. */
  readonly onEnd: (trial: Trial) => Promise<void>;
}

const entry: string = fileURLToPath(builtFile('cli/sweep/child.js'));

/** Time for the processes of a killed sweep to exit. */
const ORPHAN_LIMIT_MS = 10_000;
const SIGNAL_MS = 200;

/**
 * Returns when all trials have ended, or, once the signal aborts, when running ones have saved their models.
 * @throws the error of a trial that failed; the others are then interrupted
 */
export async function runTrials(trials: readonly Trial[], running: Running): Promise<void> {
  const stop = new AbortController();
  const { signal } = stop;
  setMaxListeners(0, signal); // one for each process
  running.signal.addEventListener('abort', () => stop.abort(), { once: true });
  const queue = trials.values();
  const work = async (): Promise<void> => {
    for (const trial of queue) {
      if (signal.aborted) return;
      try {
        await runTrial(trial, running, signal);
      } catch (error) {
        stop.abort();
        throw error;
      }
    }
  };
  const outcomes = await Promise.allSettled(Array.from({ length: running.parallel }, work));
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
}

async function runTrial(trial: Trial, running: Running, signal: AbortSignal): Promise<void> {
  const { model, log } = trialFiles(running.folder, trial.trial);
  let outcome = await startOnceUnlocked(trial, running, signal);
  if (outcome.code === exitCodes.model && !signal.aborted) {
    running.onRemark(`${lastLine(outcome.stderr)}; training trial ${trial.trial} again`);
    for (const path of [model, checkpointPath(model)]) await unlink(path).catch(() => {});
    outcome = await start(trial, running, signal);
  }
  // Ctrl-C in a terminal is sent to all processes, and may reach this one last; so may what ends a group of them
  if (isInterrupted(outcome) && !signal.aborted) await sleep(SIGNAL_MS);
  if (signal.aborted && outcome.code !== 0) return;
  await writeAtomic(log, [outcome.stdout]);
  if (outcome.code === 0 || outcome.code === exitCodes.diverged) await running.onEnd(trial);
  else throw failureOf(trial, outcome);
}

/** The process of a killed sweep may hold the lock, or take it just before this trial can, and will then exit. */
async function startOnceUnlocked(trial: Trial, running: Running, signal: AbortSignal): Promise<Outcome> {
  const { model } = trialFiles(running.folder, trial.trial);
  const time = new RunningTime(performance.now());
  const isOver = (): boolean => time.measure(performance.now()) >= ORPHAN_LIMIT_MS;
  for (;;) {
    while (isLocked(model) && !isOver()) await sleep(20);
    const outcome = await start(trial, running, signal);
    const refused = outcome.code === exitCodes.usage && lastLine(outcome.stderr).includes(HOLDER);
    if (!refused || signal.aborted || isOver()) return outcome;
  }
}

function isInterrupted({ code, signal }: Outcome): boolean {
  const isCode = code === exitCodes.interrupted || code === exitCodes.terminated;
  return isCode || signal === 'SIGINT' || signal === 'SIGTERM';
}

interface Outcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

function start(trial: Trial, { argumentsOf, onEpoch }: Running, signal: AbortSignal): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child: ChildProcess = fork(entry, argumentsOf(trial), {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      execArgv: [],
    });
    const interrupt = (): void => void child.send(INTERRUPT, () => {});
    signal.addEventListener('abort', interrupt, { once: true });
    const lines: string[] = [];
    let stderr = '';
    const { stdout, stderr: errors } = child;
    if (stdout === null || errors === null) throw new Error('a process without pipes'); // stdio asks for them
    createInterface({ input: stdout }).on('line', (line) => {
      lines.push(`${line}\n`);
      if (line.startsWith('{"event":"epoch"')) onEpoch(trial);
    });
    errors.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-10_000);
    });
    child.on('error', (error) => {
      reject(new SystemError(`a process for trial ${trial.trial} cannot be started: ${error.message}`));
    });
    child.on('close', (code, by) => {
      signal.removeEventListener('abort', interrupt);
      resolve({ code, signal: by, stdout: lines.join(''), stderr });
    });
  });
}

function lastLine(stderr: string): string {
  const line =
    stderr
      .trim()
      .split('\n')
      .find((text) => text.startsWith('nn: ')) ?? '';
  return line.replace(/^nn: /, '');
}

function failureOf({ trial }: Trial, { code, signal, stderr }: Outcome): NnError {
  if (code === null)
    return new SystemError(`trial ${trial} was ended by ${signal}; give the line again to go on`);
  const message = lastLine(stderr) || `it ended with exit code ${code}`;
  if (code === exitCodes.model) return new ModelError(`trial ${trial}: ${message}`);
  const kinds = { [exitCodes.usage]: 'usage', [exitCodes.data]: 'data' } as const;
  return new NnError(kinds[code as keyof typeof kinds] ?? 'system', `trial ${trial}: ${message}`);
}
