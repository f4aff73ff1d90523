/**
 * How threads share out work: the words in shared memory that all of them read, and the taking of tickets.
 *
 * The main thread writes down a PHASE: kernels whose work can be shared out without waiting in between. A phase is
 * one or more CHAINS; a chain is a list of commands over the same number of rows, cut into blocks of rows. Whoever
 * holds a block's ticket carries out all commands of its chain on those rows, in order, so that what one command
 * wrote is still in that core's cache for the next. Which thread takes which block changes no bit, because no two
 * blocks write the same element and no sum runs over blocks.
 *
 * Tickets come from one word, NEXT, that is read and raised in one atomic step:
 *
 *     bits 24-31: generation of the phase   bits 12-23: blocks in it   bits 0-11: the next ticket
 *
 * so that a thread which comes late can never take a ticket of one phase for a ticket of another. The main thread
 * takes tickets like everyone; a worker that sleeps, or never woke, delays nothing.
 */

import { type CompiledKernels, OPERANDS } from './commands.ts';

export const MAX_BLOCKS = 3000; // below 4096, with room for one failed try of each thread
export const MAX_COMMANDS = 256;
export const MAX_CHAINS = 64;

/** Words of the control block. Those that threads write often lie a cache line (16 words) apart. */
export const NEXT = 0;
export const DONE = 16; // blocks done in this phase
export const GENERATION = 32; // counts phases; sleepers wait for it to change
export const SLEEPERS = 48;
export const FAILED = 49; // 1 + the number of a worker that failed
export const SCRATCH = 51; // address of the threads' scratch memory
export const SCRATCH_IMAGES = 52; // what it is enough for
export const CHAINS = 64; // for each chain: its first block, the next chain's, rows a block, rows, first command, last
export const CHAIN_WORDS = 8;
export const COMMANDS: number = CHAINS + MAX_CHAINS * CHAIN_WORDS; // for each command: kernel, next in its chain, operands
export const COMMAND_WORDS: number = OPERANDS + 2;
export const LAST = -1; // follows a chain's last command
export const CONTROL_WORDS: number = COMMANDS + MAX_COMMANDS * COMMAND_WORDS;

export function encodeNext(generation: number, blocks: number): number {
  return (generation << 24) | (blocks << 12);
}

/** Carries out one block of the phase. `base` is the control block's address. */
function runBlock(control: Int32Array, base: number, kernels: CompiledKernels, ticket: number): void {
  let chain = CHAINS;
  while (ticket >= control[chain + 1]) chain += CHAIN_WORDS;
  const rows = control[chain + 3];
  const begin = (ticket - control[chain]) * control[chain + 2];
  const end = Math.min(rows, begin + control[chain + 2]);
  for (let command = control[chain + 4]; command !== LAST; command = control[command + 1]) {
    kernels.table[control[command]](base + (command + 2) * 4, begin, end);
  }
}

/** Takes tickets and carries out their blocks until none are left; returns how many blocks the phase has. */
export function takeTickets(control: Int32Array, base: number, kernels: CompiledKernels): number {
  for (;;) {
    const next = Atomics.add(control, NEXT, 1);
    const blocks = (next >>> 12) & 0xfff;
    const ticket = next & 0xfff;
    if (ticket >= blocks) return blocks;
    runBlock(control, base, kernels, ticket);
    if (Atomics.add(control, DONE, 1) + 1 === blocks) Atomics.notify(control, DONE);
  }
}
