/**
 * The limits on all inputs, in one table. A file is rejected by its first bytes, before memory is allocated for the
 * rest; the cost allowed for a small file grows with its size, so that no small file is expensive.
 */

/** A limit that grows with the size of a file: `base + perByte * size`, but at most `most`. */
export interface ProportionalLimit {
  readonly base: number;
  readonly perByte: number;
  readonly most: number;
}

/** Limits on the contents of a JSON text, each of which bounds the memory and time for reading it. */
export interface JsonLimits {
  /** Nesting depth of objects and lists. */
  readonly depth: number;
  /** Total number of objects and lists: an empty one takes 2 bytes in a file, and 30 times that in memory. */
  readonly containers: number;
  /** Numbers, true, false and null. */
  readonly values: number;
  /** Maximum number of these in one list: a row of weights takes several times its size in memory while it is read. */
  readonly row: number;
  /** Total number of strings, including keys, and their total bytes. */
  readonly strings: number;
  readonly stringBytes: number;
}

const MOST_PARAMETERS = 30_000_000;
const MOST_ACTIVATIONS = 1_000_000;
const MOST_EPOCHS = 100_000;

interface Limits {
  readonly image: {
    readonly fileBytes: number;
    readonly pixels: number;
    /** The limit of JPEG; a decoder holds some complete rows. */
    readonly side: number;
    /** Time limit of a decoder. */
    readonly seconds: number;
    /** Memory of a decoder, as estimated from the header. */
    readonly decoderBytes: ProportionalLimit;
    /** Bytes of pixels that a decoder processes: 100 MB take 0.3 to 1 s. */
    readonly decoderWork: ProportionalLimit;
    /** Memory of all decoders of a process; a decoder that would exceed it waits for the others. */
    readonly allDecodersBytes: number;
  };
  readonly folder: {
    /** Nesting depth of folders. */
    readonly depth: number;
    /** Number of entries of a folder, and of images in total. */
    readonly names: number;
  };
  /** Of a pattern for names of files: each wildcard costs time for each character of each name. */
  readonly pattern: { readonly length: number; readonly wildcards: number };
  /** Bytes that a compressed data set unpacks to: MNIST comes to 5 to 9 times its file, written as `1.000e+00` to 55. */
  readonly unpackedBytes: ProportionalLimit;
  /**
   * Images of a data set, each of which takes 0.2 ms to predict. Gzip packs one of MNIST into 157
   * bytes; if it is black and white, into 31, so that more than a few hundred of these are not read packed.
   */
  readonly packedImages: ProportionalLimit;
  /** Images of a CSV file, which gzip packs into 206 bytes or more. */
  readonly packedCsvImages: ProportionalLimit;
  readonly network: {
    readonly parameters: number;
    /** Total outputs of all layers for one image. */
    readonly activations: number;
    /** Outputs of one layer. */
    readonly width: number;
    /** Number of layers, including activations and dropout. */
    readonly layers: number;
  };
  readonly model: { readonly fileBytes: number; readonly json: JsonLimits };
  readonly checkpoint: { readonly fileBytes: number; readonly headBytes: number; readonly json: JsonLimits };
  readonly sweepPlan: { readonly fileBytes: number; readonly json: JsonLimits };
  /** The output of a trial of a sweep. */
  readonly sweepLog: { readonly fileBytes: number };
  readonly kernelsFileBytes: number;
  /** JSON files up to this size are parsed without scanning. */
  readonly unscannedJsonBytes: number;
  /** Files that do not state their size, such as those in /proc. */
  readonly unsizedFileBytes: number;
}

export const limits: Limits = {
  image: {
    fileBytes: 100 * 2 ** 20,
    pixels: 100_000_000,
    side: 65_535,
    seconds: 20,
    decoderBytes: { base: 192e6, perByte: 128, most: 1.2e9 },
    decoderWork: { base: 200e6, perByte: 100, most: 4e9 },
    allDecodersBytes: 320e6,
  },
  folder: { depth: 64, names: 2 ** 20 },
  pattern: { length: 4096, wildcards: 64 },
  unpackedBytes: { base: 16e6, perByte: 60, most: 10e9 },
  packedImages: { base: 768, perByte: 1 / 155, most: 2 ** 30 / 784 },
  packedCsvImages: { base: 768, perByte: 1 / 190, most: 2 ** 30 / 784 },
  network: {
    parameters: MOST_PARAMETERS,
    activations: MOST_ACTIVATIONS,
    width: 100_000,
    layers: 1000,
  },
  model: {
    fileBytes: 500_000_000, // below the maximum string length of JavaScript, 2^29; the largest network needs less
    json: {
      depth: 32,
      containers: MOST_ACTIVATIONS + 2 * MOST_EPOCHS, // a list for each row of weights, an object for each epoch
      values: MOST_PARAMETERS + MOST_ACTIVATIONS + 6 * MOST_EPOCHS,
      row: MOST_ACTIVATIONS,
      strings: 10 * MOST_EPOCHS,
      stringBytes: 20_000_000,
    },
  },
  checkpoint: {
    fileBytes: 600_000_000, // four arrays of the maximum number of weights, and a header
    headBytes: 50_000_000, // 100,000 epochs of history are shorter
    json: {
      depth: 32,
      containers: 2 * MOST_EPOCHS,
      values: 10 * MOST_EPOCHS,
      row: MOST_ACTIVATIONS,
      strings: 10 * MOST_EPOCHS,
      stringBytes: 20_000_000,
    },
  },
  sweepPlan: {
    fileBytes: 50_000_000,
    json: {
      depth: 32,
      containers: 100_000,
      values: 1_000_000,
      row: 1_000_000,
      strings: 1_000_000,
      stringBytes: 50_000_000,
    },
  },
  sweepLog: { fileBytes: 50_000_000 },
  kernelsFileBytes: 10_000_000,
  unscannedJsonBytes: 4_000_000,
  unsizedFileBytes: 1_000_000,
};

/** The limit for a file of `size` bytes. */
export function limitFor({ base, perByte, most }: ProportionalLimit, size: number): number {
  return Math.floor(Math.min(base + perByte * size, most));
}
