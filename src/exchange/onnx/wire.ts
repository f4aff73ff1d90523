/**
 * Reads and writes Protocol Buffers messages by tables of field names, numbers and types, with limits on their size.
 */

import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

type Scalar = 'int' | 'float' | 'double' | 'text' | 'bytes';
type List = 'ints' | 'floats' | 'doubles' | 'texts' | 'blobs';

type Field =
  | readonly [number: number, kind: Scalar | List]
  | readonly [number: number, kind: 'message' | 'messages', table: Table];
export type Table = { readonly [name: string]: Field };

interface Values {
  int: number;
  float: number;
  double: number;
  text: string;
  bytes: Uint8Array;
  ints: readonly number[];
  floats: Float32Array;
  doubles: Float64Array;
  texts: readonly string[];
  blobs: readonly Uint8Array[];
}

type Value<F> = F extends readonly [number, 'message', infer T]
  ? Message<T> | null
  : F extends readonly [number, 'messages', infer T]
    ? readonly Message<T>[]
    : F extends readonly [number, infer K extends keyof Values]
      ? Values[K]
      : never;

/** A message with all fields: missing fields are 0, empty or null. */
export type Message<T> = { readonly [K in keyof T]: Value<T[K]> };

/** Thrown for a message that is too large, valid or not. */
export class TooManyParts extends RangeError {}

/**
 * The remaining number of messages, integers and strings that may be read: each takes far more memory than its two
 * bytes.
 */
export class Budget {
  #left: number;

  constructor(items: number) {
    this.#left = items;
  }

  take(items = 1): void {
    this.#left -= items;
    if (this.#left < 0) throw new TooManyParts('it has more parts than are allowed');
  }
}

const EMPTY: Uint8Array = new Uint8Array(0);

function emptyValue(kind: Field[1]): unknown {
  switch (kind) {
    case 'int':
    case 'float':
    case 'double':
      return 0;
    case 'text':
      return '';
    case 'bytes':
      return EMPTY;
    case 'message':
      return null;
    case 'floats':
      return new Float32Array(0);
    case 'doubles':
      return new Float64Array(0);
    default:
      return [];
  }
}

/**
 * Parses a message; fields that are not in the table are ignored.
 * @throws Error or RangeError if the bytes are not such a message
 */
export function readMessage<T extends Table>(bytes: Uint8Array, table: T, budget: Budget): Message<T> {
  const names = new Map(Object.entries(table).map(([name, field]) => [field[0], { name, field }]));
  const message: Record<string, unknown> = {};
  for (const { name, field } of names.values()) message[name] = emptyValue(field[1]);
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [number, wireType] = reader.tag();
    const known = names.get(number);
    if (known === undefined) {
      reader.skip(wireType, number);
      continue;
    }
    message[known.name] = readField(reader, wireType, known.field, message[known.name], budget);
  }
  return message as Message<T>;
}

function readField(
  reader: BinaryReader,
  wireType: WireType,
  field: Field,
  before: unknown,
  budget: Budget,
): unknown {
  const delimited = wireType === WireType.LengthDelimited;
  const mustBe = (expected: WireType): void => {
    if (wireType !== expected) throw new Error(`field ${field[0]} is of wire type ${wireType}`);
  };
  switch (field[1]) {
    case 'int':
      mustBe(WireType.Varint);
      return Number(reader.int64());
    case 'float':
      mustBe(WireType.Bit32);
      return reader.float();
    case 'double':
      mustBe(WireType.Bit64);
      return reader.double();
    case 'ints': {
      const list = before as number[];
      const packed = delimited ? new BinaryReader(reader.bytes()) : reader;
      do {
        if (packed !== reader && packed.pos === packed.len) break;
        budget.take();
        list.push(Number(packed.int64()));
      } while (packed !== reader);
      return list;
    }
    case 'floats':
    case 'doubles':
      return readNumbers(reader, field[0], delimited, before as Float32Array | Float64Array, budget);
    default:
      mustBe(WireType.LengthDelimited);
      return readDelimited(reader, field, before, budget);
  }
}

function readDelimited(reader: BinaryReader, field: Field, before: unknown, budget: Budget): unknown {
  switch (field[1]) {
    case 'text':
      budget.take();
      return reader.string();
    case 'texts':
      budget.take();
      (before as string[]).push(reader.string());
      return before;
    case 'blobs':
      budget.take();
      (before as Uint8Array[]).push(reader.bytes());
      return before;
    case 'message':
      budget.take();
      return readMessage(reader.bytes(), field[2], budget);
    case 'messages':
      budget.take();
      (before as unknown[]).push(readMessage(reader.bytes(), field[2], budget));
      return before;
    default:
      return reader.bytes();
  }
}

/** Packed, as in tensors, or one by one, as in attributes. */
function readNumbers(
  reader: BinaryReader,
  field: number,
  packed: boolean,
  before: Float32Array | Float64Array,
  budget: Budget,
): Float32Array | Float64Array {
  const double = before instanceof Float64Array;
  if (!packed) {
    budget.take(before.length); // earlier numbers are copied again
    const run = oneByOne(reader, field, double, budget);
    const all = double
      ? new Float64Array(before.length + run.length)
      : new Float32Array(before.length + run.length);
    all.set(before);
    all.set(run, before.length);
    return all;
  }
  budget.take();
  const bytes = reader.bytes();
  const size = before.BYTES_PER_ELEMENT;
  if (bytes.length % size !== 0) throw new Error(`a list of numbers has ${bytes.length} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = before.length + bytes.length / size;
  const numbers = double ? new Float64Array(length) : new Float32Array(length);
  numbers.set(before);
  for (let k = before.length, at = 0; k < length; k++, at += size) {
    numbers[k] = double ? view.getFloat64(at, true) : view.getFloat32(at, true);
  }
  return numbers;
}

/** Consecutive numbers, each with its own tag. */
function oneByOne(reader: BinaryReader, field: number, double: boolean, budget: Budget): number[] {
  const numbers: number[] = [];
  const wireType = double ? WireType.Bit64 : WireType.Bit32;
  for (;;) {
    budget.take();
    numbers.push(double ? reader.double() : reader.float());
    const next = reader.pos;
    if (next >= reader.len) return numbers;
    const [number, type] = reader.tag();
    if (number === field && type === wireType) continue;
    reader.pos = next;
    return numbers;
  }
}

/** A message to be written: fields that are missing, 0 or empty take no bytes. */
export type Draft<T> = {
  readonly [K in keyof T]?: T[K] extends readonly [number, 'message', infer M]
    ? Draft<M>
    : T[K] extends readonly [number, 'messages', infer M]
      ? readonly Draft<M>[]
      : Value<T[K]>;
};

export function writeMessage<T extends Table>(message: Draft<T>, table: T): Uint8Array {
  const writer = new BinaryWriter();
  writeFields(writer, message as Readonly<Record<string, unknown>>, table);
  return writer.finish();
}

function writeFields(writer: BinaryWriter, message: Readonly<Record<string, unknown>>, table: Table): void {
  for (const [name, field] of Object.entries(table)) {
    const value = message[name];
    if (value === undefined || value === null) continue;
    writeField(writer, field, value);
  }
}

function writeField(writer: BinaryWriter, field: Field, value: unknown): void {
  const [number, kind, table] = field;
  switch (kind) {
    case 'int':
      writer.tag(number, WireType.Varint).int64(BigInt(value as number));
      return;
    case 'float':
      writer.tag(number, WireType.Bit32).float(value as number);
      return;
    case 'double':
      writer.tag(number, WireType.Bit64).double(value as number);
      return;
    case 'text':
      writer.tag(number, WireType.LengthDelimited).string(value as string);
      return;
    case 'bytes':
      writer.tag(number, WireType.LengthDelimited).bytes(value as Uint8Array);
      return;
    case 'message':
      writer.tag(number, WireType.LengthDelimited).fork();
      writeFields(writer, value as Readonly<Record<string, unknown>>, table);
      writer.join();
      return;
    case 'messages':
      for (const one of value as readonly unknown[]) writeField(writer, [number, 'message', table], one);
      return;
    case 'texts':
      for (const one of value as readonly string[]) writeField(writer, [number, 'text'], one);
      return;
    case 'blobs':
      for (const one of value as readonly Uint8Array[]) writeField(writer, [number, 'bytes'], one);
      return;
    default:
      writePacked(writer, number, kind, value as Iterable<number>);
  }
}

function writePacked(writer: BinaryWriter, number: number, kind: List, numbers: Iterable<number>): void {
  writer.tag(number, WireType.LengthDelimited).fork();
  for (const one of numbers) {
    if (kind === 'ints') writer.int64(BigInt(one));
    else if (kind === 'floats') writer.float(one);
    else writer.double(one);
  }
  writer.join();
}
