/** What carries out the SIMD kernels: their memory, the schedule of their commands, and the running of phases. */

import { Arena } from './arena.ts';
import { type CompiledKernels, instantiate } from './commands.ts';
import { DENSE_PANEL, type Images, type Matrix, Panels, type SparseRows } from './matrix.ts';
import * as phases from './phases.ts';
import { compressImages, listRows, recordRows } from './records.ts';
import { Schedule } from './schedule.ts';
import { checkImages } from './shapes.ts';
import { SharedMatrix, SharedPanels } from './shared.ts';
import type { WasmModule } from './webassembly.ts';

export abstract class Engine {
  readonly threads: number;
  protected readonly arena: Arena;
  protected readonly compiled: CompiledKernels;
  protected readonly control: Int32Array;
  protected readonly schedule: Schedule;
  #generation = 0;

  constructor(module: WasmModule, threads: number) {
    this.threads = threads;
    this.arena = new Arena();
    this.compiled = instantiate(module, this.arena.memory);
    this.compiled.fillValues();
    this.control = this.arena.integers(phases.CONTROL_WORDS);
    this.schedule = new Schedule(this.control, threads, (blocks) => this.run(blocks));
  }

  /** Carries out the phase that the schedule wrote down. */
  protected run(blocks: number): void {
    this.runAlone(blocks);
  }

  /** Carries it out on this thread. No ticket is given out, so that no worker that comes late takes one. */
  protected runAlone(blocks: number): void {
    const { control, compiled } = this;
    for (let k = 0; k < blocks; k++) phases.runBlock(control, control.byteOffset, compiled, k);
  }

  /** Lets all threads take tickets of the phase. */
  protected publish(): void {
    const { control, threads } = this;
    const { shares } = this.schedule;
    this.#generation = (this.#generation + 1) & 0xff;
    Atomics.store(control, phases.DONE, 0);
    for (let thread = 0; thread < threads; thread++) {
      const tickets = phases.encodeTickets(this.#generation, shares[2 * thread], shares[2 * thread + 1]);
      Atomics.store(control, phases.ticketsOf(thread), tickets);
    }
  }

  finish(): void {
    this.schedule.flush();
  }

  async close(): Promise<void> {}

  matrix(rows: number, cols: number): Matrix {
    return new SharedMatrix(rows, cols, this.arena.floats(rows * cols));
  }

  panels(rows: number, cols: number, width: number = DENSE_PANEL): Panels {
    return new SharedPanels(rows, cols, width, this.arena.floats(Panels.length(rows, cols, width)));
  }

  sparseRows(rows: number, cols: number): SparseRows {
    return recordRows(this.arena, rows, cols);
  }

  sparseActivations(rows: number, cols: number): SparseRows {
    return listRows(this.arena, rows, cols);
  }

  bytes(length: number): Uint8Array {
    return this.arena.bytes(length);
  }

  integers(length: number): Int32Array {
    return this.arena.integers(length);
  }

  adopt(bytes: Uint8Array, cols: number): Images {
    checkImages(bytes, cols);
    return compressImages(this.arena, this.compiled, bytes, cols);
  }
}
