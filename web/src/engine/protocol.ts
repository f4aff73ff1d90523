/** What the page's main thread and its workers tell each other: plain data alone. */

export interface EngineInfo {
  readonly backend: 'reference' | 'simd';
  readonly threads: number;
  /** Why it is slower than it could be; empty where it is not. */
  readonly warning: string;
}

export type ModelSource =
  | { readonly kind: 'shipped' }
  | { readonly kind: 'trained' | 'taught'; readonly bytes: Uint8Array }
  | { readonly kind: 'file'; readonly name: string; readonly bytes: Uint8Array };

export interface ModelInfo {
  readonly kind: ModelSource['kind'];
  /** File name; empty unless it came from a file. */
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
  /** What is read; smaller than the file where that is large. */
  readonly image: PageImage;
  /** The same for the screen. */
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
  /** What the digit stands for where classes have names; else its numeral. */
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
  /** In pixels of the 28x28 form; below 0 where strokes were made thinner. */
  readonly strokeAdjusted: number;
}

export interface PageReading {
  /** From top to bottom, digits from left to right; empty where there is no digit. */
  readonly lines: readonly (readonly ReadDigit[])[];
  /** Why nothing was found; empty where something was. */
  readonly reason: string;
  /** Of the image that was read. */
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
  /** What the unit weighs, as a picture where its inputs are one; null where they are not. */
  readonly weights: { readonly height: number; readonly width: number; readonly values: Float32Array } | null;
  /** The inputs that contribute most to it now, by magnitude: input unit, and weight times input. */
  readonly strongest: readonly { readonly unit: number; readonly contribution: number }[];
  /** Mean output over test digits of each class. */
  readonly meanByDigit: readonly number[];
}

export interface PageExplanation {
  readonly digit: number;
  /** For each pixel, by how much the log-odds of the answer fall when the square around it is covered. */
  readonly drops: Float32Array;
  readonly nearest: readonly {
    readonly pixels: Uint8Array;
    readonly label: number;
    readonly distance: number;
  }[];
}

/** What is done to an image in MNIST's form, and to the network, before it is read again. */
export interface Changes {
  /** Fraction of pixels that become black or white. */
  readonly noise: number;
  /** Degrees, clockwise. */
  readonly rotation: number;
  /** Pixels to the right, and down. */
  readonly shiftX: number;
  readonly shiftY: number;
  /** Pixels that strokes become wider; below 0 thinner. */
  readonly thickness: number;
  /** Fraction of the units of each hidden layer that are switched off. */
  readonly dropNeurons: number;
}

export interface BrokenReading {
  readonly pixels: Uint8Array;
  readonly digit: number;
  readonly name: string;
  readonly confidence: number;
  readonly probabilities: readonly number[];
}

/** Images read correctly, of how many. */
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

/** Settings of a training as `nn train` takes them; what is left out has its default. */
export type PageSettings = Readonly<Record<string, string | number | boolean | readonly number[]>>;

/** A data set that was opened in the page. */
export interface PageData {
  readonly name: string;
  readonly train: number;
  readonly test: number;
}

export interface WeightImages {
  readonly height: number;
  readonly width: number;
  /** One for each of the first units. */
  readonly values: readonly Float32Array[];
}

/** What a training reports as it goes. */
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
      /** Images of an epoch, and the fraction of them that is done. */
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
  /** The command line that writes the same file; null for data that only this page has. */
  readonly command: string | null;
  readonly epochs: number;
  readonly interrupted: boolean;
  readonly validationAccuracy: number | null;
  /** On the test part, where there is one. */
  readonly test: {
    readonly count: number;
    readonly accuracy: number;
    /** 10 x 10: rows are labels, columns answers. */
    readonly confusion: readonly (readonly number[])[];
    readonly mistakes: readonly PageMistake[];
  } | null;
}
