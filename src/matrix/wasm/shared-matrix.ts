/** Matrices in the memory that kernels work on: they know where they lie in it. */

import { type Floats, Matrix, Panels, type Weights } from '../matrix.ts';
import { isKernelMemory } from './memory.ts';

export class SharedMatrix extends Matrix {
  readonly address: number;

  constructor(rows: number, cols: number, data: Floats) {
    super(rows, cols, data);
    this.address = data.byteOffset; // asking a typed array takes longer than asking us, and every call asks
  }
}

export class SharedPanels extends Panels {
  readonly address: number;

  constructor(rows: number, cols: number, width: number, data: Floats) {
    super(rows, cols, width, data);
    this.address = data.byteOffset;
  }
}

/** An operand's address. @throws TypeError where other kernels made it, in memory that ours cannot reach */
export function addressOf(operand: Weights): number {
  const { address } = operand as Partial<SharedMatrix>;
  if (address !== undefined) return address;
  throw new TypeError('this operand belongs to other kernels');
}

/** The address of bytes or integers. @throws TypeError where they lie in other memory */
export function viewAddress({ buffer, byteOffset }: ArrayBufferView): number {
  if (isKernelMemory(buffer)) return byteOffset;
  throw new TypeError('this operand belongs to other kernels');
}

const float = new Float32Array(1);
const word = new Int32Array(float.buffer);

/** A number's float32 bits, as a word of a command. */
export function floatBits(x: number): number {
  float[0] = x;
  return word[0];
}
