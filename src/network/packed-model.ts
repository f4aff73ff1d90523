/**
 * A model as a few fields in JSON and its parameters as they are in memory, which takes a tenth of the time of a model
 * file to read. For caches on one machine, which check that it is undamaged: everything else reads model files.
 */

import { described } from './describe-model.ts';
import type { Model } from './model.ts';

interface Head {
  readonly fields: Omit<Model, 'parameters'>;
  readonly lengths: readonly number[];
}

/** The length of the head in bytes, the head padded with spaces to whole float32, the parameters. */
export function packModel({ parameters, ...fields }: Model): Uint8Array {
  const head: Head = { fields, lengths: parameters.map(({ length }) => length) };
  const text = new TextEncoder().encode(JSON.stringify(head));
  const headBytes = Math.ceil(text.length / 4) * 4;
  const floats = parameters.reduce((sum, { length }) => sum + length, 0);
  const packed = new Uint8Array(4 + headBytes + 4 * floats).fill(0x20, 4, 4 + headBytes);
  new Uint32Array(packed.buffer, 0, 1)[0] = headBytes;
  packed.set(text, 4);
  let at = 4 + headBytes;
  for (const parameter of parameters) {
    packed.set(new Uint8Array(parameter.buffer, parameter.byteOffset, parameter.byteLength), at);
    at += parameter.byteLength;
  }
  return packed;
}

/** @throws RangeError or SyntaxError if it is not what `packModel` returned on such a machine */
export function unpackModel(packed: Uint8Array): Model {
  const [headBytes] = new Uint32Array(copyOf(packed, 0, 4));
  const head = new TextDecoder().decode(packed.subarray(4, 4 + headBytes));
  const { fields, lengths } = JSON.parse(head) as Head;
  let at = 4 + headBytes;
  const expected = lengths.reduce((sum, length) => sum + 4 * length, at);
  if (expected !== packed.length) {
    throw new RangeError(`a packed model of ${expected} bytes has ${packed.length}`);
  }
  const parameters = lengths.map((length) => {
    const start = at;
    at += 4 * length;
    return new Float32Array(copyOf(packed, start, 4 * length));
  });
  return described({ ...fields, parameters });
}

/** An aligned copy. */
function copyOf(bytes: Uint8Array, start: number, length: number): ArrayBuffer {
  const copy = new Uint8Array(length);
  copy.set(bytes.subarray(start, start + length));
  return copy.buffer;
}
