/**
 * How work is distributed over threads: the words in shared memory that all of them read, and the claiming of work items.
 *
 * The main thread writes down a PHASE: commands whose work can be distributed without waiting in between. A phase is
 * one or more FUSED_GROUPS; a fused group is a list of commands that are cut into blocks alike. Whoever holds a block's work item
 * carries out all commands of its fused group on that block, in order, so that what one command wrote is still in that
 * core's cache for the next. Which thread takes which block changes no bit, because no two blocks write the same
 * element and no sum runs over blocks.
 *
 * Each thread has its own queue of work items, for the same blocks of a fused group in every phase, so that the L2 cache of its
 * core holds its part of the weights from step to step. A thread whose queue is empty takes work items of others (work stealing),
 * so a worker that sleeps, or never woke, delays nothing. The head of a queue is a word that is read and advanced atomically:
 *
 *     bits 24-31: generation of the phase   bits 12-23: end of its work items   bits 0-11: its next work item
 *
 * so that a thread which comes late can never take a work item of one phase for a work item of another.
 */

import { MAX_THREADS } from '../../constants.ts';
import { type CompiledKernels, OPERANDS } from './commands.ts';

/** Below 4096, with room for one failed try of each thread. */
export const MAX_BLOCKS = 3900;
export const MAX_COMMANDS = 256;
export const MAX_FUSED_GROUPS = 64;

/** A cache line, in words: what threads write often lies so far apart. */
const LINE = 16;

/** Words of the control block. */
export const DONE = 0; // blocks done in this phase
export const GENERATION: number = LINE; // counts phases; sleepers wait for it to change
export const SLEEPERS: number = 2 * LINE;
export const FAILED: number = 3 * LINE; // the number of a worker that failed
export const WORK_ITEMS: number = 4 * LINE; // a line for each thread
export const FUSED_GROUPS: number = WORK_ITEMS + MAX_THREADS * LINE; // for each: kind, extent, rows of a block, first command, last
export const FUSED_GROUP_WORDS = 8;
export const BLOCKS: number = FUSED_GROUPS + MAX_FUSED_GROUPS * FUSED_GROUP_WORDS; // by work item: its fused group and its first row
export const COMMANDS: number = BLOCKS + 2 * (MAX_BLOCKS + MAX_THREADS); // for each: kernel, next in its fused group, operands
export const COMMAND_WORDS: number = OPERANDS + 2;
export const LAST = -1; // follows a fused group's last command
export const CONTROL_WORDS: number = COMMANDS + MAX_COMMANDS * COMMAND_WORDS;

export function workItemsOf(thread: number): number {
  return WORK_ITEMS + thread * LINE;
}

export function encodeWorkItems(generation: number, first: number, end: number): number {
  return (generation << 24) | (end << 12) | first;
}

/** Carries out one block: all commands of its fused group, in order. `base` is the address of `control`. */
export function runBlock(
  control: Int32Array,
  base: number,
  kernels: CompiledKernels,
  workItem: number,
): void {
  const fusedGroup = control[BLOCKS + 2 * workItem];
  const begin = control[BLOCKS + 2 * workItem + 1];
  const end = Math.min(control[fusedGroup + 1], begin + control[fusedGroup + 2]);
  for (let command = control[fusedGroup + 3]; command !== LAST; command = control[command + 1]) {
    kernels.table[control[command]](base + (command + 2) * 4, begin, end);
  }
}

/** Takes work items, a thread's own before those of others, and carries out their blocks until none are left. */
export function takeWorkItems(
  control: Int32Array,
  base: number,
  kernels: CompiledKernels,
  thread: number,
  threads: number,
): void {
  for (let k = 0; k < threads; k++) {
    const workItems = workItemsOf((thread + k) % threads);
    for (;;) {
      const next = Atomics.add(control, workItems, 1);
      if ((next & 0xfff) >= ((next >>> 12) & 0xfff)) break;
      runBlock(control, base, kernels, next & 0xfff);
      Atomics.add(control, DONE, 1);
    }
  }
}
