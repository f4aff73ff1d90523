/** Executes the SIMD kernels: their memory, the schedule of commands, and phases. */

import { DENSE_PANEL, type Images, type Matrix, Panels, type SparseRows } from '../matrix.ts';
import { checkImages } from '../shapes.ts';
import { Allocation } from './allocation.ts';
import { Allocator } from './allocator.ts';
import { type CompiledKernels, instantiate } from './commands.ts';
import * as phases from './phases.ts';
import { Schedule } from './schedule.ts';
import { SharedMatrix, SharedPanels } from './shared-matrix.ts';
import { compressImages, listRows, recordRows } from './sparse-records.ts';
import { clearUpperHalves } from './upper-halves.ts';
import type { WasmModule } from './webassembly.ts';

export abstract class Engine {
  readonly threads: number;
  readonly wideVectors: boolean;
  /** The same as an operand word. */
  protected readonly wideWord: number;
  protected readonly compiled: CompiledKernels;
  protected readonly control: Int32Array;
  readonly #schedule: Schedule;
  readonly #allocation: Allocation;
  #released = false;
  #generation = 0;

  /** @param source the compiled kernels; or another engine, to share everything with it except the allocation */
  constructor(source: WasmModule | Engine, threads: number) {
    this.threads = threads;
    this.wideVectors = source.wideVectors;
    this.wideWord = source.wideVectors ? 1 : 0;
    if (source instanceof Engine) {
      this.compiled = source.compiled;
      this.control = source.control;
      this.#schedule = source.schedule;
      this.#allocation = source.allocation.child();
      return;
    }
    this.#allocation = new Allocation(new Allocator(source.sharedMemory));
    this.control = this.#allocation.integers(phases.CONTROL_WORDS);
    const spare = this.control.byteOffset + phases.spareOf(0);
    this.compiled = instantiate(source, this.#allocation.memory, 0, spare);
    this.compiled.fillTables();
    this.#schedule = new Schedule(this.control, threads, this.wideVectors, (blocks) => this.run(blocks));
  }

  protected get schedule(): Schedule {
    this.#mustBeOpen();
    return this.#schedule;
  }

  /** Where new matrices are allocated. */
  protected get allocation(): Allocation {
    this.#mustBeOpen();
    return this.#allocation;
  }

  #mustBeOpen(): void {
    if (this.#released) throw new TypeError('the memory of these kernels has been freed');
  }

  /** For engines that share the memory of another one: frees what was allocated through them. */
  protected free(): void {
    if (this.#released) return;
    try {
      this.#schedule.flush(); // pending commands must not run on memory that is reused
    } finally {
      this.#released = true;
      this.#allocation.release();
    }
  }

  /** Executes the phase that the schedule has written. */
  protected run(blocks: number): void {
    this.runAlone(blocks);
  }

  /** Executes it on this thread. No work items are published, so that a late worker cannot take one. */
  protected runAlone(blocks: number): void {
    const { control, compiled } = this;
    for (let k = 0; k < blocks; k++) phases.runBlock(control, control.byteOffset, compiled, k);
    this.leaveKernels();
  }

  /** To be called after kernels, before anything else. */
  protected leaveKernels(): void {
    if (this.wideVectors) clearUpperHalves();
  }

  /** Publishes the work items of the phase to all threads. */
  protected publish(): void {
    const { control, threads } = this;
    const { ranges: shares } = this.schedule;
    this.#generation = (this.#generation + 1) & 0xff;
    Atomics.store(control, phases.DONE, 0);
    for (let thread = 0; thread < threads; thread++) {
      const workItems = phases.encodeWorkItems(this.#generation, shares[2 * thread], shares[2 * thread + 1]);
      Atomics.store(control, phases.workItemsOf(thread), workItems);
    }
  }

  finish(): void {
    this.schedule.flush();
  }

  async close(): Promise<void> {}

  matrix(rows: number, cols: number): Matrix {
    return new SharedMatrix(rows, cols, this.allocation.floats(rows * cols));
  }

  panels(rows: number, cols: number, width: number = DENSE_PANEL): Panels {
    return new SharedPanels(rows, cols, width, this.allocation.floats(Panels.length(rows, cols, width)));
  }

  sparseRows(rows: number, cols: number): SparseRows {
    return recordRows(this.allocation, rows, cols);
  }

  sparseActivations(rows: number, cols: number): SparseRows {
    return listRows(this.allocation, rows, cols);
  }

  bytes(length: number): Uint8Array {
    return this.allocation.bytes(length);
  }

  integers(length: number): Int32Array {
    return this.allocation.integers(length);
  }

  adopt(bytes: Uint8Array, cols: number): Images {
    checkImages(bytes, cols);
    return compressImages(this.allocation, this.compiled, bytes, cols);
  }
}
