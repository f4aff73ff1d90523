/**
 * The safetensors format: eight bytes for the length of a JSON header, the header, the data.
 * https://github.com/huggingface/safetensors#format
 */

import { ModelError, show } from '../../errors.ts';

export interface Tensor {
  readonly name: string;
  readonly dims: readonly number[];
  readonly numbers: Float32Array;
}

export interface TensorFile {
  readonly tensors: readonly Tensor[];
  readonly metadata: Readonly<Record<string, string>>;
}

const LENGTH_BYTES = 8;
/** Headers of real networks of this size have a few thousand bytes. */
const MAX_HEADER = 1_000_000;
const MAX_DIMENSIONS = 8;

export function writeTensors({ tensors, metadata }: TensorFile): Uint8Array {
  let offset = 0;
  const header: Record<string, unknown> = { __metadata__: metadata };
  for (const { name, dims, numbers } of tensors) {
    const end = offset + numbers.length * 4;
    header[name] = { dtype: 'F32', shape: dims, data_offsets: [offset, end] };
    offset = end;
  }
  const json = JSON.stringify(header);
  const bytes = new TextEncoder().encode(json);
  const padded = Math.ceil(bytes.length / LENGTH_BYTES) * LENGTH_BYTES; // the data are aligned to 8 bytes
  const file = new Uint8Array(LENGTH_BYTES + padded + offset).fill(0x20, 0, LENGTH_BYTES + padded);
  const view = new DataView(file.buffer);
  view.setBigUint64(0, BigInt(padded), true);
  file.set(bytes, LENGTH_BYTES);
  let at = LENGTH_BYTES + padded;
  for (const { numbers } of tensors) {
    for (const number of numbers) {
      view.setFloat32(at, number, true);
      at += 4;
    }
  }
  return file;
}

type NumberType = 'F64' | 'F32' | 'F16' | 'BF16';
const typeBytes: Readonly<Record<NumberType, number>> = { F64: 8, F32: 4, F16: 2, BF16: 2 };

/**
 * @param name the source of the bytes, for messages
 * @param checkName may refuse a tensor by its name, before anything else is wrong with it
 * @throws ModelError that names the invalid tensor
 */
export function readTensors(
  bytes: Uint8Array,
  name: string,
  checkName: (tensor: string) => void = () => {},
): TensorFile {
  const header = readHeader(bytes, name);
  const { __metadata__: metadata = {}, ...entries } = header.fields;
  for (const tensor of Object.keys(entries)) checkName(tensor);
  const data = bytes.subarray(header.end);
  const used = { bytes: 0 };
  const tensors = Object.entries(entries).map(([key, entry]) =>
    readTensor(key, entry, data, used, `${name}: ${show(key)}`),
  );
  return { tensors, metadata: readMetadata(metadata) };
}

function readHeader(bytes: Uint8Array, name: string): { fields: Record<string, unknown>; end: number } {
  const refuse = (reason: string, cause?: unknown): ModelError =>
    new ModelError(`${name}: not a safetensors file: ${reason}`, { cause });
  if (bytes.length < LENGTH_BYTES) throw refuse(`it has ${bytes.length} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = Number(view.getBigUint64(0, true));
  const most = Math.min(MAX_HEADER, bytes.length - LENGTH_BYTES);
  if (length > most) throw refuse(`its header has ${length} bytes, according to its length field`);
  const end = LENGTH_BYTES + length;
  try {
    const json: unknown = JSON.parse(
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(LENGTH_BYTES, end)),
    );
    if (typeof json !== 'object' || json === null || Array.isArray(json))
      throw refuse('its header is not an object');
    return { fields: json as Record<string, unknown>, end };
  } catch (error) {
    if (error instanceof ModelError) throw error;
    throw refuse('its header is not JSON', error);
  }
}

function readMetadata(metadata: unknown): Record<string, string> {
  if (typeof metadata !== 'object' || metadata === null) return {};
  return Object.fromEntries(Object.entries(metadata).filter(([, value]) => typeof value === 'string'));
}

/** @param used bytes of all tensors so far: tensors must not overlap, or a small file could require much memory */
function readTensor(
  name: string,
  entry: unknown,
  data: Uint8Array,
  used: { bytes: number },
  place: string,
): Tensor {
  const { dtype, shape, data_offsets: offsets } = Object(entry) as Record<string, unknown>;
  if (typeof dtype !== 'string' || !Object.hasOwn(typeBytes, dtype)) {
    throw new ModelError(
      `${place}: numbers of type ${show(dtype)}; expected one of ${Object.keys(typeBytes).join(', ')}`,
    );
  }
  const isSize = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
  if (!Array.isArray(shape) || shape.length > MAX_DIMENSIONS || !shape.every(isSize)) {
    throw new ModelError(`${place}: its shape is not a list of sizes`);
  }
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isSize)) {
    throw new ModelError(`${place}: its data_offsets are not two offsets`);
  }
  const [start, end] = offsets as [number, number];
  const dims = shape as number[];
  const size = typeBytes[dtype as NumberType];
  const count = dims.reduce((product, dim) => product * dim, 1);
  if (end > data.length || start > end || end - start !== count * size) {
    throw new ModelError(
      `${place}: takes ${count * size} bytes, but its data_offsets are ${start} to ${end} of ${data.length}`,
    );
  }
  used.bytes += end - start;
  if (used.bytes > data.length) throw new ModelError(`${place}: shares its bytes with another tensor`);
  const view = new DataView(data.buffer, data.byteOffset + start, end - start);
  const numbers = new Float32Array(count);
  for (let k = 0; k < count; k++) numbers[k] = numberAt(view, k * size, dtype as NumberType);
  return { name, dims, numbers };
}

function numberAt(view: DataView, at: number, type: NumberType): number {
  switch (type) {
    case 'F64':
      return view.getFloat64(at, true);
    case 'F32':
      return view.getFloat32(at, true);
    case 'F16':
      return float16(view.getUint16(at, true));
    case 'BF16':
      return bfloat16(view.getUint16(at, true));
  }
}

const word = new DataView(new ArrayBuffer(4));

/** The upper half of a float32. */
function bfloat16(bits: number): number {
  word.setUint32(0, bits << 16);
  return word.getFloat32(0);
}

/** IEEE 754 binary16: sign, 5 bits of exponent, 10 of fraction. */
export function float16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
