/**
 * NumPy's format for a single array: magic string, version, header length, header (a Python dictionary with the type
 * of the elements, their order and the shape), elements. (NumPy documentation, `numpy.lib.format`.)
 *
 *     93 4e 55 4d 50 59, major, minor, length (2 bytes in version 1, else 4; little-endian), header, elements
 */
import { DataError } from '../errors.ts';

export interface NpyArray {
  readonly shape: readonly number[];
  readonly type: ElementType;
  /** Whether the first index varies fastest. */
  readonly isFortran: boolean;
  readonly isLittleEndian: boolean;
  /** The bytes of the elements: a view, not a copy. */
  readonly elements: Uint8Array;
}

/** Type and size in NumPy's notation: boolean, unsigned, signed, float. */
type ElementType = 'b1' | 'u1' | 'i1' | 'u2' | 'i2' | 'u4' | 'i4' | 'u8' | 'i8' | 'f4' | 'f8';

const MAGIC = '\x93NUMPY';
const PREFIX = 10;

const MOST_HEADER = 1 << 16;

type Read = (view: DataView, at: number, little: boolean) => number;

const readers: Readonly<Record<ElementType, Read>> = {
  b1: (view, at) => view.getUint8(at),
  u1: (view, at) => view.getUint8(at),
  i1: (view, at) => view.getInt8(at),
  u2: (view, at, little) => view.getUint16(at, little),
  i2: (view, at, little) => view.getInt16(at, little),
  u4: (view, at, little) => view.getUint32(at, little),
  i4: (view, at, little) => view.getInt32(at, little),
  u8: (view, at, little) => Number(view.getBigUint64(at, little)),
  i8: (view, at, little) => Number(view.getBigInt64(at, little)),
  f4: (view, at, little) => view.getFloat32(at, little),
  f8: (view, at, little) => view.getFloat64(at, little),
};

export function isNpy(bytes: Uint8Array): boolean {
  return String.fromCharCode(...bytes.subarray(0, MAGIC.length)) === MAGIC;
}

/**
 * @param name of the array, for messages
 * @throws {DataError} if it does not match its header, or has a type that images never have
 */
export function parseNpy(bytes: Uint8Array, name: string): NpyArray {
  if (!isNpy(bytes)) throw new DataError(`${name} is not a NumPy array; save it with numpy.savez`);
  if (bytes.length < PREFIX + 2) throw cutShort(name);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isFirst = bytes[6] === 1;
  const length = isFirst ? view.getUint16(8, true) : view.getUint32(8, true);
  const start = PREFIX + (isFirst ? 0 : 2) + length;
  if (length > MOST_HEADER || start > bytes.length) throw cutShort(name);
  const header = new TextDecoder().decode(bytes.subarray(start - length, start));
  const [, order = '', type = ''] = /'descr'\s*:\s*'([<>|=]?)([a-zA-Z]\d+)'/.exec(header) ?? [];
  if (!isElementType(type)) {
    const found = /'descr'\s*:\s*([^,]{1,40})/.exec(header)?.[1] ?? 'none';
    const wanted = /f/.test(found)
      ? "and numbers of 32 or 64 bits are read: save it with astype('float32')"
      : "and it must hold numbers: save it with astype('uint8')";
    throw new DataError(`${name} holds elements of type ${found}, ${wanted}`);
  }
  const [, list] = /'shape'\s*:\s*\(([\d,\s]*)\)/.exec(header) ?? [];
  if (list === undefined)
    throw new DataError(`${name} does not state its shape; save it again with numpy.savez`);
  const shape = list.split(',').flatMap((size) => (size.trim() === '' ? [] : [Number(size)]));
  const stated = shape.reduce((product, size) => product * size, Number(type.slice(1)));
  const elements = bytes.subarray(start);
  if (elements.length !== stated) {
    throw new DataError(
      `${name} is damaged: its shape (${shape.join(', ')}) makes ${stated} bytes, and it has ${elements.length}; download the file again`,
    );
  }
  const isFortran = /'fortran_order'\s*:\s*True/.test(header);
  return { shape, type, isFortran, isLittleEndian: order !== '>', elements };
}

/** Returns a function that reads element n of an array, in storage order. */
export function elementReader({ type, elements, isLittleEndian }: NpyArray): (n: number) => number {
  const read: Read = readers[type];
  const size = Number(type.slice(1));
  const view = new DataView(elements.buffer, elements.byteOffset, elements.byteLength);
  return (n) => read(view, n * size, isLittleEndian);
}

function isElementType(type: string): type is ElementType {
  return Object.hasOwn(readers, type);
}

function cutShort(name: string): DataError {
  return new DataError(`${name} is cut short within its header; download the file again`);
}
