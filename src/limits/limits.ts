/**
 * The bounds on whatever comes in: the one table of them. A file is refused by what its first bytes say, before memory
 * is taken for the rest; what a small file may cost grows with its size, so that no small one costs much.
 */

/** A bound that grows with the size of a file: `base + perByte * size`, and `most` at the most. */
export interface ProportionalLimit {
  readonly base: number;
  readonly perByte: number;
  readonly most: number;
}

/** What a JSON text may hold: each bound is one on the memory and time that reading it takes. */
export interface JsonLimits {
  /** Objects and lists inside one another. */
  readonly depth: number;
  /** Objects and lists in all: an empty one takes 2 bytes in a file, and 30 times that in memory. */
  readonly containers: number;
  /** Numbers, true, false and null. */
  readonly values: number;
  /** Of those, one behind another in one list: a row of weights, while it is read, takes several times its room. */
  readonly row: number;
  /** Strings in all, keys among them, and the bytes of all of them together. */
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
    /** JPEG has no longer ones; a decoder holds some rows as a whole. */
    readonly side: number;
    /** A decoder that takes longer is given up. */
    readonly seconds: number;
    /** Bytes that a decoder holds at once, as estimated from the header. */
    readonly decoderBytes: ProportionalLimit;
    /** Bytes of pixels that a decoder goes through: 0.3 to 1 s for 100 MB. */
    readonly decoderWork: ProportionalLimit;
    /** Bytes that all decoders of a process hold at once; one that alone needs more waits for the others. */
    readonly allDecodersBytes: number;
  };
  readonly folder: {
    /** Folders inside one another. */
    readonly depth: number;
    /** Names in one folder, and images in all. */
    readonly names: number;
  };
  readonly network: {
    readonly parameters: number;
    /** Numbers that all layers together give for one image. */
    readonly activations: number;
    /** Outputs of one layer. */
    readonly width: number;
    /** Layers, activations and dropout among them. */
    readonly layers: number;
  };
  readonly model: { readonly fileBytes: number; readonly json: JsonLimits };
  readonly checkpoint: { readonly fileBytes: number; readonly headBytes: number; readonly json: JsonLimits };
  readonly sweepPlan: { readonly fileBytes: number; readonly json: JsonLimits };
  /** What a trial of a sweep printed. */
  readonly sweepLog: { readonly fileBytes: number };
  readonly kernelsFileBytes: number;
  /** A JSON file up to this size is parsed without a look at what it holds: that cannot be much. */
  readonly unscannedJsonBytes: number;
  /** Files that do not say how long they are, such as those in /proc. */
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
  network: {
    parameters: MOST_PARAMETERS,
    activations: MOST_ACTIVATIONS,
    width: 100_000,
    layers: 1000,
  },
  model: {
    fileBytes: 500_000_000, // JavaScript's longest string is shorter than 2^29; the largest net needs less
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
    fileBytes: 600_000_000, // four arrays of the most weights that a net may have, and room for a head
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

/** What a file of `size` bytes may cost. */
export function limitFor({ base, perByte, most }: ProportionalLimit, size: number): number {
  return Math.min(base + perByte * size, most);
}
