/** Constant tensors of an ONNX file. */

import { show } from '../../errors.ts';
import { Refusal } from '../chain.ts';
import { float16 } from '../safetensors/file.ts';
import { dataTypes, type OnnxTensor } from './messages.ts';

export interface Constant {
  readonly kind: 'constant';
  readonly dims: readonly number[];
  readonly numbers: Float32Array | Float64Array;
}

/** Files with external tensor data, by name. */
export type ExternalFiles = ReadonlyMap<string, Uint8Array>;

const EXTERNAL = 1; // TensorProto.DataLocation

export function constant(dims: readonly number[], numbers: Constant['numbers']): Constant {
  return { kind: 'constant', dims, numbers };
}

export function sizeOf(dims: readonly number[]): number {
  return dims.reduce((product, dim) => product * dim, 1);
}

const MOST_DIMENSIONS = 8;

/** @throws Refusal if its numbers have an unsupported type, or are incomplete */
export function readTensor(tensor: OnnxTensor, files: ExternalFiles): Constant {
  const { dims, dataType } = tensor;
  if (dims.length > MOST_DIMENSIONS || !dims.every((dim) => Number.isSafeInteger(dim) && dim >= 0)) {
    throw new Refusal('a tensor without a sound shape');
  }
  const numbers = readNumbers(tensor, files);
  if (numbers.length !== sizeOf(dims)) {
    throw new Refusal(
      `${numbers.length} numbers of type ${dataType} for a shape of ${dims.join('x') || '1'}`,
    );
  }
  return constant(dims, numbers);
}

function readNumbers(tensor: OnnxTensor, files: ExternalFiles): Constant['numbers'] {
  const { dataType, floatData, doubleData, int32Data, int64Data } = tensor;
  const raw = tensor.dataLocation === EXTERNAL ? externalBytes(tensor, files) : tensor.rawData;
  if (raw.length > 0) return readRaw(raw, dataType);
  switch (dataType) {
    case dataTypes.float:
      return floatData;
    case dataTypes.double:
      return doubleData;
    case dataTypes.int64:
      return Float64Array.from(int64Data);
    case dataTypes.float16:
      return Float32Array.from(int32Data, float16);
    case dataTypes.int32:
    case dataTypes.int8:
    case dataTypes.uint8:
    case dataTypes.bool:
      return Float64Array.from(int32Data);
    default:
      throw new Refusal(`numbers of type ${dataType}`);
  }
}

function externalBytes({ externalData }: OnnxTensor, files: ExternalFiles): Uint8Array {
  const facts = new Map(externalData.map(({ key, value }) => [key, value]));
  const location = facts.get('location') ?? '';
  const bytes = files.get(location);
  if (bytes === undefined) throw new Refusal(`numbers in another file, ${show(location)}`);
  const offset = Number(facts.get('offset') ?? 0);
  const length = Number(facts.get('length') ?? bytes.length - offset);
  if (!(offset >= 0 && length >= 0 && offset + length <= bytes.length)) {
    throw new Refusal(`numbers beyond the end of ${show(location)}`);
  }
  return bytes.subarray(offset, offset + length);
}

function readRaw(raw: Uint8Array, dataType: number): Constant['numbers'] {
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  const read = <T extends Constant['numbers']>(
    size: number,
    make: (count: number) => T,
    at: (offset: number) => number,
  ): T => {
    const numbers = make(Math.floor(raw.length / size));
    for (let k = 0; k < numbers.length; k++) numbers[k] = at(k * size);
    return numbers;
  };
  const single = (count: number): Float32Array => new Float32Array(count);
  const double = (count: number): Float64Array => new Float64Array(count);
  switch (dataType) {
    case dataTypes.float:
      return read(4, single, (at) => view.getFloat32(at, true));
    case dataTypes.double:
      return read(8, double, (at) => view.getFloat64(at, true));
    case dataTypes.float16:
      return read(2, single, (at) => float16(view.getUint16(at, true)));
    case dataTypes.int64:
      return read(8, double, (at) => Number(view.getBigInt64(at, true)));
    case dataTypes.int32:
      return read(4, double, (at) => view.getInt32(at, true));
    case dataTypes.int8:
      return read(1, double, (at) => view.getInt8(at));
    case dataTypes.uint8:
    case dataTypes.bool:
      return read(1, double, (at) => view.getUint8(at));
    default:
      throw new Refusal(`numbers of type ${dataType}`);
  }
}

/** Dimension `k` of the result is dimension order[k] of the argument. */
export function transposeConstant({ dims, numbers }: Constant, order: readonly number[]): Constant {
  const strides = dims.map((_, k) => sizeOf(dims.slice(k + 1)));
  const to = order.map((k) => dims[k]);
  const out = numbers.slice();
  const index = to.map(() => 0);
  for (let k = 0; k < out.length; k++) {
    let from = 0;
    for (let d = 0; d < to.length; d++) from += index[d] * strides[order[d]];
    out[k] = numbers[from];
    for (let d = to.length - 1; d >= 0 && ++index[d] === to[d]; d--) index[d] = 0;
  }
  return constant(to, out);
}
