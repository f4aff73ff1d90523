/**
 * The checkpoint file: a line of JSON, then all arrays concatenated as little-endian float32, then the SHA-256 of
 * both.
 */

import * as v from 'valibot';
import { checkArgument, ModelError, show, UsageError } from '../errors.ts';
import { JsonLimitError, JsonScanner } from '../limits/json-scanner.ts';
import { limits } from '../limits/limits.ts';
import { historySchema, originSchema, teachersSchema } from '../network/model-schema.ts';
import { readRecord, type TrainingSettings } from '../settings/training-settings.ts';
import type { CreateSha256 } from '../sha256.ts';
import { CHECKPOINT_FORMAT, type Checkpoint, type CheckpointArrays } from './checkpoint.ts';

const CHECKPOINT_VERSION = 1;

/** The arrays, in their order in the file. */
const groups = ['parameters', 'optimizer', 'best', 'before'] as const;

const HASH_BYTES = 32;
const NEWLINE = 10;

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const epochNumber = v.pipe(v.number(), v.integer(), v.minValue(1));
const finite = v.pipe(v.number(), v.finite());
const lengths = v.array(v.pipe(v.number(), v.integer(), v.minValue(1)));

const headSchema = v.object({
  format: v.literal(CHECKPOINT_FORMAT),
  version: v.literal(CHECKPOINT_VERSION),
  nn: v.string(),
  data: v.object({ name: v.string(), hash: v.string() }),
  settings: v.record(v.string(), v.unknown()),
  origin: v.nullable(originSchema),
  teachers: v.exactOptional(teachersSchema),
  position: v.object({ epoch: epochNumber, seen: count, count, loss: finite, correct: count }),
  history: historySchema,
  seconds: v.pipe(finite, v.minValue(0)),
  best: v.nullable(v.object({ epoch: epochNumber, loss: finite })),
  arrays: v.object({ parameters: lengths, optimizer: lengths, best: lengths, before: lengths }),
});

/** The bytes of a checkpoint, in pieces. */
export function* formatCheckpoint(checkpoint: Checkpoint, createSha256: CreateSha256): Generator<Uint8Array> {
  checkArgument(typeof checkpoint?.arrays === 'object', 'checkpoint', 'a checkpoint', checkpoint);
  const { arrays, ...rest } = checkpoint;
  const lengthsOf = (list: readonly Float32Array[]): number[] => list.map(({ length }) => length);
  const head = {
    format: CHECKPOINT_FORMAT,
    version: CHECKPOINT_VERSION,
    ...rest,
    arrays: Object.fromEntries(groups.map((group) => [group, lengthsOf(arrays[group])])),
  };
  const hash = createSha256();
  const pieces = [
    new TextEncoder().encode(`${JSON.stringify(head)}\n`),
    ...groups.flatMap((group) => arrays[group].map(bytesOf)),
  ];
  for (const piece of pieces) {
    hash.update(piece);
    yield piece;
  }
  yield hash.digest();
}

/**
 * Parses the bytes of a checkpoint.
 * @param name their source, for messages
 * @throws ModelError if they are damaged or of another version
 */
export function parseCheckpoint(bytes: Uint8Array, name: string, createSha256: CreateSha256): Checkpoint {
  checkArgument(ArrayBuffer.isView(bytes), 'bytes', 'the bytes of a checkpoint', bytes);
  const end = bytes.subarray(0, limits.checkpoint.headBytes).indexOf(NEWLINE);
  const head = readHead(bytes.subarray(0, Math.max(end, 0)), name);
  const body = bytes.subarray(end + 1, -HASH_BYTES);
  const hash = createSha256().update(bytes.subarray(0, -HASH_BYTES)).digest();
  const stated = bytes.subarray(-HASH_BYTES);
  if (hash.some((byte, k) => byte !== stated[k])) throw damaged(name, 'its checksum does not match');
  const total = groups.flatMap((group) => head.arrays[group]).reduce((sum, length) => sum + length, 0);
  if (total * 4 !== body.length) throw damaged(name, `it holds ${body.length} bytes of ${total * 4}`);
  let place = 0;
  const take = (length: number): Float32Array => {
    const array = numbersOf(body.subarray(place, place + length * 4));
    place += length * 4;
    return array;
  };
  const arrays = Object.fromEntries(groups.map((group) => [group, head.arrays[group].map(take)]));
  const { format, version, ...rest } = head;
  const checkpoint: Checkpoint = {
    ...rest,
    settings: readSettings(head.settings, name),
    arrays: arrays as unknown as CheckpointArrays,
  };
  const problem = contradictionIn(checkpoint);
  if (problem !== null) throw damaged(name, problem);
  return checkpoint;
}

/** The first inconsistency between the parts of a checkpoint; null if there is none. */
function contradictionIn({ settings, arrays, best, history, position }: Checkpoint): string | null {
  const fits = (list: readonly Float32Array[]): boolean =>
    list.length === arrays.parameters.length &&
    list.every((array, k) => array.length === arrays.parameters[k].length);
  const wanted = {
    best: best !== null,
    before: settings.tolerance > 0,
  };
  for (const [group, needed] of Object.entries(wanted) as [keyof typeof wanted, boolean][]) {
    if (needed ? !fits(arrays[group]) : arrays[group].length > 0) {
      return `arrays.${group} does not fit the parameters`;
    }
  }
  if (history.some(({ epoch }, k) => epoch !== history[0].epoch + k)) return 'history leaves epochs out';
  const last = history.at(-1);
  if (last !== undefined && position.epoch !== last.epoch + 1)
    return 'position.epoch does not follow history';
  if (best !== null && !history.some(({ epoch }) => epoch === best.epoch)) return 'best is not in history';
  return null;
}

function readHead(line: Uint8Array, name: string): v.InferOutput<typeof headSchema> {
  let json: unknown;
  try {
    new JsonScanner(limits.checkpoint.json).push(line);
    json = JSON.parse(new TextDecoder().decode(line));
  } catch (error) {
    const noJson = line.length === 0 ? 'it is cut short' : 'it does not begin with a line of JSON';
    throw damaged(name, error instanceof JsonLimitError ? error.message : noJson, error);
  }
  const { format, version } = (json ?? {}) as { format?: unknown; version?: unknown };
  if (format === CHECKPOINT_FORMAT && version !== CHECKPOINT_VERSION) {
    throw new ModelError(
      `${name}: a checkpoint of version ${show(version)}; this nn reads version ${CHECKPOINT_VERSION}`,
    );
  }
  const result = v.safeParse(headSchema, json, { abortEarly: true });
  if (result.success) return result.output;
  throw damaged(name, `${v.getDotPath(result.issues[0]) ?? 'its head'} is invalid`);
}

function readSettings(settings: Readonly<Record<string, unknown>>, name: string): TrainingSettings {
  try {
    return readRecord(settings);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw damaged(name, `settings: ${error.message}`, error);
  }
}

function damaged(name: string, reason: string, cause?: unknown): ModelError {
  return new ModelError(`${name}: not a valid checkpoint: ${reason}; delete it to start over`, {
    cause,
  });
}

/** All platforms with WebAssembly are little-endian; others would need byte swapping here. */
function bytesOf(array: Float32Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

function numbersOf(bytes: Uint8Array): Float32Array {
  return new Float32Array(Uint8Array.from(bytes).buffer); // a copy: float32 arrays must be aligned
}
