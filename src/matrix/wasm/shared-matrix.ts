/** Matrices in kernel memory, which know their address. */

import { type Floats, Matrix, Panels, type Weights } from '../matrix.ts';
import { isKernelMemory } from './memory.ts';

export class SharedMatrix extends Matrix {
  readonly address: number;

  constructor(rows: number, cols: number, data: Floats) {
    super(rows, cols, data);
    this.address = data.byteOffset; // cached: byteOffset of a typed array is slower, and every call needs it
  }
}

export class SharedPanels extends Panels {
  readonly address: number;

  constructor(rows: number, cols: number, width: number, data: Floats) {
    super(rows, cols, width, data);
    this.address = data.byteOffset;
  }
}

/** The address of an operand. @throws TypeError if it belongs to other kernels, whose memory these cannot access */
export function addressOf(operand: Weights): number {
  const { address } = operand as Partial<SharedMatrix>;
  if (address !== undefined) return address;
  throw new TypeError('this operand belongs to other kernels');
}

/** The address of bytes or integers. @throws TypeError if they are not in kernel memory */
export function viewAddress({ buffer, byteOffset }: ArrayBufferView): number {
  if (isKernelMemory(buffer)) return byteOffset;
  throw new TypeError('this operand belongs to other kernels');
}

const float = new Float32Array(1);
const word = new Int32Array(float.buffer);

/** The bits of a float32, as an operand word of a command. */
export function floatBits(x: number): number {
  float[0] = x;
  return word[0];
}
