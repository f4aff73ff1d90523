/** The messages between the page's main thread and its workers: plain data only. */

export interface EngineInfo {
  readonly backend: 'reference' | 'simd';
  readonly threads: number;
  /** Why it is slower than possible; empty if it is not. */
  readonly warning: string;
}

export type ModelSource =
  /** The model of the page: that of `nn serve` at `url`, or, if that is null, the one in the page's files. */
  | { readonly kind: 'initial'; readonly url: string | null }
  | { readonly kind: 'trained' | 'taught'; readonly bytes: Uint8Array }
  | { readonly kind: 'file'; readonly name: string; readonly bytes: Uint8Array };

export interface ModelInfo {
  readonly kind: ModelSource['kind'];
  /** File name; empty if it did not come from a file. */
  readonly name: string;
  /** Such as `784-128-10`. */
  readonly network: string;
  readonly parameters: number;
}

/** Whether ink is lighter than paper. */
export type Invert = 'auto' | 'yes' | 'no';

/** Plain pixels, row by row, 8 bits a channel. */
export interface PageImage {
  readonly width: number;
  readonly height: number;
  /** 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha. */
  readonly channels: 1 | 2 | 3 | 4;
  readonly data: Uint8Array | Uint8ClampedArray;
}

/** An image that was dropped, pasted, chosen or photographed. */
export interface OpenedImage {
  /** The image to recognize, reduced if the file is large. */
  readonly image: PageImage;
  /** The same, for display. */
  readonly bitmap: ImageBitmap;
}

export interface PageBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface ReadDigit {
  readonly digit: number;
  /** The class name, or the numeral. */
  readonly name: string;
  readonly confidence: number;
  /** Ten of them, calibrated. */
  readonly probabilities: readonly number[];
  /** 784 bytes in MNIST's form. */
  readonly pixels: Uint8Array;
  /** In pixels of the image. */
  readonly box: PageBox;
  readonly inverted: boolean;
  readonly sheet: boolean;
  readonly linesRemoved: number;
  readonly specksRemoved: number;
  /** In pixels of the 28x28 form; negative if strokes were thinned. */
  readonly strokeAdjusted: number;
}

export interface PageReading {
  /** From top to bottom, digits from left to right; empty where there is no digit. */
  readonly lines: readonly (readonly ReadDigit[])[];
  /** The probability that all digits are right; 1 if there are none. */
  readonly confidence: number;
  /** Why nothing was found; empty otherwise. */
  readonly reason: string;
  /** Width of the image in pixels. */
  readonly width: number;
  readonly height: number;
  /** How long it took, in milliseconds. */
  readonly milliseconds: number;
}

export interface LayerView {
  /** As in --network, such as `conv 8 5x5, relu`. */
  readonly text: string;
  /** The layer's outputs: a picture's channels last, or a row of numbers. */
  readonly values: Float32Array;
  readonly shape: { readonly height: number; readonly width: number; readonly channels: number } | null;
  readonly active: number;
}

export interface UnitView {
  /** The weights of the unit as an image; null if its inputs do not form one. */
  readonly weights: { readonly height: number; readonly width: number; readonly values: Float32Array } | null;
  /** The inputs with the largest contributions, by magnitude: input unit, and weight times input. */
  readonly strongest: readonly { readonly unit: number; readonly contribution: number }[];
  /** Mean output over test digits of each class. */
  readonly meanByDigit: readonly number[];
}

export interface PageExplanation {
  readonly digit: number;
  /** For each pixel, the decrease of the log-odds of the answer when the square around it is covered. */
  readonly drops: Float32Array;
  readonly nearest: readonly {
    readonly pixels: Uint8Array;
    readonly label: number;
    readonly distance: number;
  }[];
}

/** Perturbations of an image in MNIST's form, and of the network. */
export interface Changes {
  /** Fraction of pixels set to black or white. */
  readonly noise: number;
  /** Degrees, clockwise. */
  readonly rotation: number;
  /** Pixels to the right, and down. */
  readonly shiftX: number;
  readonly shiftY: number;
  /** Pixels by which strokes are thickened; negative to thin them. */
  readonly thickness: number;
  /** Fraction of the units of each hidden layer that are disabled. */
  readonly dropNeurons: number;
}

export interface BrokenReading {
  readonly pixels: Uint8Array;
  readonly digit: number;
  readonly name: string;
  readonly confidence: number;
  readonly probabilities: readonly number[];
}

/** Number of correctly classified images, and of all images. */
export interface Score {
  readonly correct: number;
  readonly count: number;
}

export interface TaughtModel {
  readonly bytes: Uint8Array;
  readonly sha256: string;
  readonly verdict: 'better' | 'same' | 'worse';
  readonly drawings: { readonly before: Score; readonly after: Score };
  readonly test: { readonly before: Score; readonly after: Score };
}

/** Training settings as for `nn train`; missing ones have their defaults. */
export type PageSettings = Readonly<Record<string, string | number | boolean | readonly number[]>>;

/** A data set that was opened in the page. */
export interface PageData {
  readonly name: string;
  readonly train: number;
  readonly test: number;
  /** Why images were left out, a line for each. */
  readonly refused: readonly string[];
}

export interface WeightImages {
  readonly height: number;
  readonly width: number;
  /** One for each of the first units. */
  readonly values: readonly Float32Array[];
}

/** The events of a training. */
export type PageTrainingEvent =
  | {
      readonly event: 'start';
      readonly epochs: number;
      readonly train: number;
      readonly validation: number;
      readonly network: string;
      readonly parameters: number;
    }
  | {
      readonly event: 'progress';
      readonly epoch: number;
      readonly epochs: number;
      /** Number of images per epoch, and the fraction processed. */
      readonly total: number;
      readonly fraction: number;
      readonly loss: number;
      readonly samplesPerSecond: number;
    }
  | {
      readonly event: 'epoch';
      readonly epoch: number;
      readonly loss: number;
      readonly accuracy: number;
      readonly validationLoss: number | null;
      readonly validationAccuracy: number | null;
      readonly weights: WeightImages | null;
    };

export interface PageMistake {
  readonly pixels: Uint8Array;
  readonly label: number;
  readonly digit: number;
  readonly confidence: number;
}

export interface TrainedModel {
  /** The model file, byte for byte what `nn train` writes. */
  readonly bytes: Uint8Array;
  readonly sha256: string;
  /** The command that writes the same file; null for data that only this page has. */
  readonly command: string | null;
  readonly epochs: number;
  readonly interrupted: boolean;
  readonly validationAccuracy: number | null;
  /** On the test split, if there is one. */
  readonly test: {
    readonly count: number;
    readonly accuracy: number;
    /** 10 x 10: rows are labels, columns answers. */
    readonly confusion: readonly (readonly number[])[];
    readonly mistakes: readonly PageMistake[];
  } | null;
}
