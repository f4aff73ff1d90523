/**
 * Writes commands into phases (see `phases.ts`), and finds where a command has to wait for those before it.
 *
 * Work on activations (N x C) is shared out by IMAGES, its rows, or by UNITS, its columns; work on weights by their
 * rows or columns, which are units of the layer before or behind. Commands over the same kind and number of rows or
 * columns are cut into blocks alike, so that a command may read the part of a matrix that its own block wrote without
 * waiting. If it reads more than that, or something cut another way, what was written before must be done first.
 */

import { GROUP } from '../windows.ts';
import { type KernelName, kernelNames } from './commands.ts';
import * as phases from './phases.ts';

/** What a command's work is shared out by. */
export const IMAGES = 0;
export const UNITS = 1;
export type Kind = typeof IMAGES | typeof UNITS;

/** How a command uses an operand: all of it, or only its own block's rows or columns; and whether it writes there. */
export const WHOLE = 0;
export const ROWS = 1;
export const COLS = 2;
export const WRITE_ROWS = 5;
export const WRITE_COLS = 6;
const WRITES = 4;

/** Blocks for each thread: enough that a slow one holds nobody up, few enough that each is worth its handling. */
export const IMAGE_BLOCKS = 2;
const UNIT_BLOCKS = 12;
/** Blocks are multiples of the kernels' tiles: a group of 8 images, and 32 units, the widest panel. */
const IMAGE_TILE = GROUP;
const UNIT_TILE = 32;

const numbers = new Map(kernelNames.map((name, number) => [name, number]));

interface Use {
  phase: number;
  /** The chain that uses it, or -1 where several do. */
  chain: number;
  /** ROWS or COLS where all uses in this phase agree, else WHOLE. */
  part: number;
  written: boolean;
  /** How the command was shared out that wrote it last, in this phase or before. */
  kind: Kind | undefined;
}

export class Schedule {
  readonly #control: Int32Array;
  readonly #threads: number;
  readonly #run: (blocks: number) => void;
  readonly #uses = new WeakMap<object, Use>();
  #phase = 0;
  #chains = 0;
  #commands = 0;
  #blocks = 0;

  /** @param run carries out the phase that was written down */
  constructor(control: Int32Array, threads: number, run: (blocks: number) => void) {
    this.#control = control;
    this.#threads = threads;
    this.#run = run;
  }

  /** Adds a command over `extent` images or units. `uses` alternates operands and how each is used. */
  add(
    kernel: KernelName,
    kind: Kind,
    extent: number,
    uses: readonly unknown[],
    words: readonly number[],
  ): void {
    if (extent === 0) return;
    const rows = this.blockRows(kind, extent);
    let chain = this.#findChain(kind, extent);
    const full =
      this.#commands === phases.MAX_COMMANDS ||
      (chain === -1 &&
        (this.#chains === phases.MAX_CHAINS || this.#blocks + Math.ceil(extent / rows) > phases.MAX_BLOCKS));
    if (full || this.#conflicts(chain, uses)) {
      this.flush();
      chain = -1;
    }
    if (chain === -1) chain = this.#startChain(kind, extent, rows);
    this.#note(chain, kind, uses);
    this.#append(chain, kernel, words);
  }

  /** How the work that wrote an operand last was shared out; undefined where no command has written it. */
  writtenBy(operand: object): Kind | undefined {
    return this.#uses.get(operand)?.kind;
  }

  /** Runs what was written down. */
  flush(): void {
    if (this.#commands === 0) return;
    this.#writeTickets();
    const blocks = this.#blocks;
    this.#phase++;
    this.#chains = 0;
    this.#commands = 0;
    this.#blocks = 0;
    this.#run(blocks);
  }

  /** How many images or units a block has; the last may have fewer. */
  blockRows(kind: Kind, extent: number): number {
    const [perThread, tile] = kind === IMAGES ? [IMAGE_BLOCKS, IMAGE_TILE] : [UNIT_BLOCKS, UNIT_TILE];
    return Math.ceil(extent / (this.#threads * perThread) / tile) * tile;
  }

  #findChain(kind: Kind, extent: number): number {
    for (let k = 0; k < this.#chains; k++) {
      const chain = phases.CHAINS + k * phases.CHAIN_WORDS;
      if (this.#control[chain] === kind && this.#control[chain + 1] === extent) return chain;
    }
    return -1;
  }

  #startChain(kind: Kind, extent: number, rows: number): number {
    const chain = phases.CHAINS + this.#chains++ * phases.CHAIN_WORDS;
    this.#control[chain] = kind;
    this.#control[chain + 1] = extent;
    this.#control[chain + 2] = rows;
    this.#control[chain + 3] = phases.LAST;
    this.#blocks += Math.ceil(extent / rows);
    return chain;
  }

  #append(chain: number, kernel: KernelName, words: readonly number[]): void {
    const control = this.#control;
    const command = phases.COMMANDS + this.#commands++ * phases.COMMAND_WORDS;
    control[command] = numbers.get(kernel) as number;
    control[command + 1] = phases.LAST;
    for (let k = 0; k < words.length; k++) control[command + 2 + k] = words[k];
    if (control[chain + 3] === phases.LAST) control[chain + 3] = command;
    else control[control[chain + 4] + 1] = command;
    control[chain + 4] = command;
  }

  /** Whether a command of this chain must wait for what this phase does to its operands. */
  #conflicts(chain: number, uses: readonly unknown[]): boolean {
    for (let k = 0; k < uses.length; k += 2) {
      const before = this.#uses.get(uses[k] as object);
      if (before === undefined || before.phase !== this.#phase) continue;
      const how = uses[k + 1] as number;
      if (!before.written && (how & WRITES) === 0) continue;
      // a new chain shares nothing yet; nor does -1, several chains, ever match it
      if (chain === -1 || before.chain !== chain) return true;
      if (before.part === WHOLE || before.part !== (how & ~WRITES)) return true;
    }
    return false;
  }

  #note(chain: number, kind: Kind, uses: readonly unknown[]): void {
    for (let k = 0; k < uses.length; k += 2) {
      const operand = uses[k] as object;
      const how = uses[k + 1] as number;
      const part = how & ~WRITES;
      let use = this.#uses.get(operand);
      if (use === undefined) {
        use = { phase: -1, chain, part, written: false, kind: undefined };
        this.#uses.set(operand, use);
      }
      if (use.phase !== this.#phase) {
        use.phase = this.#phase;
        use.chain = chain;
        use.part = part;
        use.written = false;
      }
      if (use.chain !== chain) use.chain = -1;
      if (use.part !== part) use.part = WHOLE;
      if ((how & WRITES) === 0) continue;
      use.written = true;
      use.kind = kind;
    }
  }

  /** Gives each thread its share of each chain's blocks: always the same share. */
  #writeTickets(): void {
    const control = this.#control;
    let ticket = 0;
    for (let thread = 0; thread < this.#threads; thread++) {
      const first = ticket;
      for (let k = 0; k < this.#chains; k++) {
        const chain = phases.CHAINS + k * phases.CHAIN_WORDS;
        const rows = control[chain + 2];
        const blocks = Math.ceil(control[chain + 1] / rows);
        const end = Math.floor((blocks * (thread + 1)) / this.#threads);
        for (let block = Math.floor((blocks * thread) / this.#threads); block < end; block++) {
          control[phases.BLOCKS + 2 * ticket] = chain;
          control[phases.BLOCKS + 2 * ticket + 1] = block * rows;
          ticket++;
        }
      }
      this.#shares[2 * thread] = first;
      this.#shares[2 * thread + 1] = ticket;
    }
  }

  /** For each thread, its first ticket and the end of its tickets. */
  get shares(): readonly number[] {
    return this.#shares;
  }

  readonly #shares: number[] = [];
}
