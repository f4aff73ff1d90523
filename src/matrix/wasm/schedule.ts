/**
 * Assigns commands to phases (see `phases.ts`), and determines where a command has to wait for earlier ones.
 *
 * Work on activations (N x C) is partitioned by IMAGES, their rows, or by UNITS, their columns; work on weights by
 * their rows or columns, which are units of the previous or next layer. Commands over the same kind and number of
 * rows or columns are partitioned into the same blocks, so that a command may read the part of a matrix that its own
 * block wrote without waiting. If it reads more than that, or a matrix with another partition, a new phase begins.
 */

import { GROUP } from '../windows.ts';
import { type KernelName, kernelNames } from './commands.ts';
import * as phases from './phases.ts';

/** The dimension by which the work of a command is partitioned. */
export const IMAGES = 0;
export const UNITS = 1;
export type Kind = typeof IMAGES | typeof UNITS;

/**
 * How a command uses an operand: all of it, or only the rows or columns of its own block; and whether it writes
 * there.
 */
export const WHOLE = 0;
export const ROWS = 1;
export const COLS = 2;
export const WRITE_ROWS = 5;
export const WRITE_COLS = 6;
const WRITES = 4;

/** Blocks per thread: enough to balance the load, few enough to keep the overhead of each small. */
export const IMAGE_BLOCKS = 2;
export const UNIT_BLOCKS = 16;
/** Blocks are multiples of the kernels' tiles: a group of 8 images, and 32 units, the widest panel. */
const IMAGE_TILE = GROUP;
export const UNIT_TILE = 32;
/** Products over pixels take two panels at once with vectors of 256 bits. */
const WIDE_UNIT_TILE = 64;

const numbers = new Map(kernelNames.map((name, number) => [name, number]));

/** A command that may not have been executed yet. */
export interface Pending {
  readonly phase: number;
  readonly fusedGroup: number;
  /** Where its operands are in the control block, in words. */
  readonly operands: number;
}

interface Use {
  phase: number;
  /** How many commands of this phase use it. */
  count: number;
  /** The fused group that uses it, or -1 if several do. */
  fusedGroup: number;
  /** ROWS or COLS if all uses in this phase agree, else WHOLE. */
  part: number;
  written: boolean;
  /** The partition of the last command that wrote it, in this phase or before. */
  kind: Kind | undefined;
}

export class Schedule {
  readonly #control: Int32Array;
  readonly #threads: number;
  readonly #wideVectors: boolean;
  readonly #run: (blocks: number) => void;
  readonly #uses = new WeakMap<object, Use>();
  readonly #unitTiles = new Map<number, number>();
  #phase = 0;
  #fusedGroups = 0;
  #commands = 0;
  #blocks = 0;

  /** @param run executes the phase that was written */
  constructor(control: Int32Array, threads: number, wideVectors: boolean, run: (blocks: number) => void) {
    this.#control = control;
    this.#threads = threads;
    this.#wideVectors = wideVectors;
    this.#run = run;
  }

  /** Adds a command over `extent` images or units. `uses` alternates operands and how each is used. */
  add(
    kernel: KernelName,
    kind: Kind,
    extent: number,
    uses: readonly unknown[],
    words: readonly number[],
  ): Pending | null {
    if (extent === 0) return null;
    const rows = this.blockRows(kind, extent);
    let fusedGroup = this.#findFusedGroup(kind, extent);
    const full =
      this.#commands === phases.MAX_COMMANDS ||
      (fusedGroup === -1 &&
        (this.#fusedGroups === phases.MAX_FUSED_GROUPS ||
          this.#blocks + Math.ceil(extent / rows) > phases.MAX_BLOCKS));
    if (full || this.#conflicts(fusedGroup, uses)) {
      this.flush();
      fusedGroup = -1;
    }
    if (fusedGroup === -1) fusedGroup = this.#startFusedGroup(kind, extent, rows);
    this.#note(fusedGroup, kind, uses);
    const operands = this.#append(fusedGroup, kernel, words);
    return { phase: this.#phase, fusedGroup, operands };
  }

  /**
   * Lets a pending command update `to` by what it would have written `from`, instead of a command that follows: sets its
   * operand words from `place` on. False if it has been executed, or others of its phase use `from` or `to`.
   */
  absorb(
    command: Pending,
    from: object,
    to: object,
    how: typeof WRITE_ROWS | typeof WRITE_COLS,
    place: number,
    words: readonly number[],
  ): boolean {
    if (command.phase !== this.#phase) return false;
    if (this.#count(from) !== 1 || this.#count(to) !== 0) return false;
    this.#note(command.fusedGroup, UNITS, [from, how, to, how]);
    this.#control.set(words, command.operands + place);
    return true;
  }

  /** How many commands of this phase use an operand. */
  #count(operand: object): number {
    const use = this.#uses.get(operand);
    return use?.phase === this.#phase ? use.count : 0;
  }

  /** The partition of the last command that wrote an operand; undefined if no command has. */
  writtenBy(operand: object): Kind | undefined {
    return this.#uses.get(operand)?.kind;
  }

  /** Executes the pending phase. */
  flush(): void {
    if (this.#commands === 0) return;
    this.#writeWorkItems();
    const blocks = this.#blocks;
    this.#phase++;
    this.#fusedGroups = 0;
    this.#commands = 0;
    this.#blocks = 0;
    this.#run(blocks);
  }

  /** Images or units per block; the last block may have fewer. */
  blockRows(kind: Kind, extent: number): number {
    const [perThread, tile] =
      kind === IMAGES ? [IMAGE_BLOCKS, IMAGE_TILE] : [UNIT_BLOCKS, this.#unitTile(extent)];
    return Math.ceil(extent / (this.#threads * perThread) / tile) * tile;
  }

  /** Two panels if the thread with the most units then has no more. */
  #unitTile(extent: number): number {
    if (!this.#wideVectors) return UNIT_TILE;
    let tile = this.#unitTiles.get(extent);
    if (tile === undefined) {
      tile = this.#most(extent, WIDE_UNIT_TILE) > this.#most(extent, UNIT_TILE) ? UNIT_TILE : WIDE_UNIT_TILE;
      this.#unitTiles.set(extent, tile);
    }
    return tile;
  }

  /** How many units the thread with the most has, if blocks have `tile` of them; the last block may have fewer. */
  #most(extent: number, tile: number): number {
    const blocks = Math.ceil(extent / tile);
    let most = 0;
    let begin = 0;
    for (let thread = 0; thread < this.#threads; thread++) {
      const end = Math.min(extent, this.#firstBlock(blocks, thread + 1) * tile);
      most = Math.max(most, end - begin);
      begin = end;
    }
    return most;
  }

  /** The first of a thread's own blocks, which end before that of the next thread. */
  #firstBlock(blocks: number, thread: number): number {
    return Math.floor((blocks * thread) / this.#threads);
  }

  #findFusedGroup(kind: Kind, extent: number): number {
    for (let k = 0; k < this.#fusedGroups; k++) {
      const fusedGroup = phases.FUSED_GROUPS + k * phases.FUSED_GROUP_WORDS;
      if (this.#control[fusedGroup] === kind && this.#control[fusedGroup + 1] === extent) return fusedGroup;
    }
    return -1;
  }

  #startFusedGroup(kind: Kind, extent: number, rows: number): number {
    const fusedGroup = phases.FUSED_GROUPS + this.#fusedGroups++ * phases.FUSED_GROUP_WORDS;
    this.#control[fusedGroup] = kind;
    this.#control[fusedGroup + 1] = extent;
    this.#control[fusedGroup + 2] = rows;
    this.#control[fusedGroup + 3] = phases.LAST;
    this.#blocks += Math.ceil(extent / rows);
    return fusedGroup;
  }

  #append(fusedGroup: number, kernel: KernelName, words: readonly number[]): number {
    const control = this.#control;
    const command = phases.COMMANDS + this.#commands++ * phases.COMMAND_WORDS;
    control[command] = numbers.get(kernel) as number;
    control[command + 1] = phases.LAST;
    for (let k = 0; k < words.length; k++) control[command + 2 + k] = words[k];
    if (control[fusedGroup + 3] === phases.LAST) control[fusedGroup + 3] = command;
    else control[control[fusedGroup + 4] + 1] = command;
    control[fusedGroup + 4] = command;
    return command + 2;
  }

  /** Whether a command of this fused group must wait for other uses of its operands in this phase. */
  #conflicts(fusedGroup: number, uses: readonly unknown[]): boolean {
    for (let k = 0; k < uses.length; k += 2) {
      const before = this.#uses.get(uses[k] as object);
      if (before === undefined || before.phase !== this.#phase) continue;
      const how = uses[k + 1] as number;
      if (!before.written && (how & WRITES) === 0) continue;
      // a new fused group shares nothing yet; -1, several fused groups, never matches
      if (fusedGroup === -1 || before.fusedGroup !== fusedGroup) return true;
      if (before.part === WHOLE || before.part !== (how & ~WRITES)) return true;
    }
    return false;
  }

  #note(fusedGroup: number, kind: Kind, uses: readonly unknown[]): void {
    for (let k = 0; k < uses.length; k += 2) {
      const operand = uses[k] as object;
      const how = uses[k + 1] as number;
      const part = how & ~WRITES;
      let use = this.#uses.get(operand);
      if (use === undefined) {
        use = { phase: -1, count: 0, fusedGroup, part, written: false, kind: undefined };
        this.#uses.set(operand, use);
      }
      if (use.phase !== this.#phase) {
        use.phase = this.#phase;
        use.count = 0;
        use.fusedGroup = fusedGroup;
        use.part = part;
        use.written = false;
      }
      use.count++;
      if (use.fusedGroup !== fusedGroup) use.fusedGroup = -1;
      if (use.part !== part) use.part = WHOLE;
      if ((how & WRITES) === 0) continue;
      use.written = true;
      use.kind = kind;
    }
  }

  /** Assigns each thread a fraction of the blocks of each fused group, always the same one. */
  #writeWorkItems(): void {
    const control = this.#control;
    let workItem = 0;
    for (let thread = 0; thread < this.#threads; thread++) {
      const first = workItem;
      for (let k = 0; k < this.#fusedGroups; k++) {
        const fusedGroup = phases.FUSED_GROUPS + k * phases.FUSED_GROUP_WORDS;
        const rows = control[fusedGroup + 2];
        const blocks = Math.ceil(control[fusedGroup + 1] / rows);
        const end = this.#firstBlock(blocks, thread + 1);
        for (let block = this.#firstBlock(blocks, thread); block < end; block++) {
          control[phases.BLOCKS + 2 * workItem] = fusedGroup;
          control[phases.BLOCKS + 2 * workItem + 1] = block * rows;
          workItem++;
        }
      }
      this.#ranges[2 * thread] = first;
      this.#ranges[2 * thread + 1] = workItem;
    }
  }

  /** For each thread, its first work item and the end of its work items. */
  get ranges(): readonly number[] {
    return this.#ranges;
  }

  readonly #ranges: number[] = [];
}
