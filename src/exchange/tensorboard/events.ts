/**
 * TensorBoard's event files: a sequence of records, each a Protocol Buffers message with checksums.
 *
 * The framing is that of TFRecord files (TensorFlow guide, "TFRecord and tf.train.Example"), the messages are those
 * of tensorflow/core/util/event.proto and tensorflow/core/framework/summary.proto.
 */

import { type Draft, writeMessage } from '../onnx/wire.ts';
import { crc32c } from './crc32c.ts';

const imageTable = {
  height: [1, 'int'],
  width: [2, 'int'],
  colorspace: [3, 'int'],
  png: [4, 'bytes'],
} as const;
const valueTable = { tag: [1, 'text'], number: [2, 'float'], image: [4, 'message', imageTable] } as const;
const summaryTable = { values: [1, 'messages', valueTable] } as const;
const sessionTable = { status: [1, 'int'] } as const;

const eventTable = {
  wallTime: [1, 'double'],
  step: [2, 'int'],
  fileVersion: [3, 'text'],
  summary: [5, 'message', summaryTable],
  session: [7, 'message', sessionTable],
} as const;

type EventDraft = Draft<typeof eventTable>;

/** Since version 2, readers discard what an earlier session logged for the same steps. */
const FILE_VERSION = 'brain.Event:2';
const SESSION_START = 1;
const RGB = 3;

export interface LoggedImage {
  readonly width: number;
  readonly height: number;
  /** An RGB image file. */
  readonly png: Uint8Array;
}

/**
 * The beginning of a file.
 * @param seconds since 1970
 * @param step the first step that follows; records of other files in the folder from there on are superseded
 */
export function eventFileStart(seconds: number, step: number): Uint8Array {
  return concat([
    record({ wallTime: seconds, fileVersion: FILE_VERSION }),
    record({ wallTime: seconds, step, session: { status: SESSION_START } }),
  ]);
}

/** A record with scalars by tag. @param seconds since 1970 */
export function scalarEvent(
  seconds: number,
  step: number,
  numbers: Readonly<Record<string, number>>,
): Uint8Array {
  const values = Object.entries(numbers).map(([tag, number]) => ({ tag, number }));
  return record({ wallTime: seconds, step, summary: { values } });
}

/** A record with an image. @param seconds since 1970 */
export function imageEvent(
  seconds: number,
  step: number,
  tag: string,
  { width, height, png }: LoggedImage,
): Uint8Array {
  const image = { height, width, colorspace: RGB, png };
  return record({ wallTime: seconds, step, summary: { values: [{ tag, image }] } });
}

const LENGTH_BYTES = 8;
const SUM_BYTES = 4;

/** Length, its checksum, data, its checksum; all little-endian. */
function record(event: EventDraft): Uint8Array {
  const content = writeMessage(event, eventTable);
  const bytes = new Uint8Array(LENGTH_BYTES + SUM_BYTES + content.length + SUM_BYTES);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(content.length), true);
  view.setUint32(LENGTH_BYTES, masked(crc32c(bytes.subarray(0, LENGTH_BYTES))), true);
  bytes.set(content, LENGTH_BYTES + SUM_BYTES);
  view.setUint32(bytes.length - SUM_BYTES, masked(crc32c(content)), true);
  return bytes;
}

/** The format masks checksums, because the data may contain checksums too. */
function masked(sum: number): number {
  return (((sum >>> 15) | (sum << 17)) + 0xa282ead8) >>> 0;
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
