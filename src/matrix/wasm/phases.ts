/**
 * Distribution of work over threads: the words in shared memory, and the claiming of work items.
 *
 * The main thread writes a PHASE: commands that can be executed without synchronization in between. A phase consists
 * of one or more FUSED GROUPS: lists of commands that are partitioned into blocks alike. The thread that claims the
 * work item of a block executes all commands of its fused group on that block, in order, so that each command finds
 * the output of the previous one in the cache. Which thread takes which block does not affect the results, because no
 * two blocks write the same element and no sum spans blocks.
 *
 * Each thread has its own queue of work items, for the same blocks of a fused group in every phase, so that the L2
 * cache of its core keeps its part of the weights from step to step. A thread whose queue is empty takes work items
 * of others (work stealing), so a worker that sleeps or starts late does not delay the others. The head of a queue is
 * a word that is read and advanced atomically:
 *
 *     bits 24-31: generation of the phase   bits 12-23: end of its work items   bits 0-11: its next work item
 *
 * The generation ensures that a late thread cannot mistake a work item of one phase for one of another.
 */

import { MAX_THREADS } from '../../constants.ts';
import { type CompiledKernels, OPERANDS } from './commands.ts';

/** Below 4096, leaving room for one failed attempt of each thread. */
export const MAX_BLOCKS = 3900;
export const MAX_COMMANDS = 256;
export const MAX_FUSED_GROUPS = 64;

/** A cache line, in words: the distance between words that different threads write often. */
const LINE = 16;

/** Layout of the control block, in words. */
export const DONE = 0; // blocks done in this phase
export const GENERATION: number = LINE; // counts phases; sleepers wait for it to change
export const SLEEPERS: number = 2 * LINE;
export const FAILED: number = 3 * LINE; // the number of a worker that failed
export const WAITING: number = 4 * LINE; // 1 while the main thread sleeps until DONE changes
const WORK_ITEMS: number = 5 * LINE; // a line for each thread
const SPARE: number = WORK_ITEMS + MAX_THREADS * LINE; // a line for each thread, for its kernels
export const FUSED_GROUPS: number = SPARE + MAX_THREADS * LINE; // for each: kind, extent, rows per block, first command, last
export const FUSED_GROUP_WORDS = 8;
export const BLOCKS: number = FUSED_GROUPS + MAX_FUSED_GROUPS * FUSED_GROUP_WORDS; // by work item: its fused group and its first row
export const COMMANDS: number = BLOCKS + 2 * (MAX_BLOCKS + MAX_THREADS); // for each: kernel, next in its fused group, operands
export const COMMAND_WORDS: number = OPERANDS + 2;
export const LAST = -1; // marks the last command of a fused group
export const CONTROL_WORDS: number = COMMANDS + MAX_COMMANDS * COMMAND_WORDS;

export function workItemsOf(thread: number): number {
  return WORK_ITEMS + thread * LINE;
}

/** The byte offset of a thread's own line. */
export function spareOf(thread: number): number {
  return (SPARE + thread * LINE) * 4;
}

export function encodeWorkItems(generation: number, first: number, end: number): number {
  return (generation << 24) | (end << 12) | first;
}

/** Executes all commands of a fused group on one block, in order. `base` is the address of `control`. */
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

/** Claims work items, a thread's own before those of others, and executes their blocks until none are left. */
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
