/**
 * The interface between the API and the recognition of images, so that the server does not depend on models and
 * threads.
 */

export interface ReadRequest {
  /** The name of the image in the response. */
  readonly image: string;
  readonly bytes: Uint8Array;
  /** Name of a model of `models`; the first by default. */
  readonly model: string | undefined;
  readonly digits: boolean;
  readonly minConfidence: number | null;
}

/** An object of `nn predict --json`: a prediction, or `{ image, error }`. */
export type ReadAnswer = Readonly<Record<string, unknown>>;

export interface ServedModel {
  readonly name: string;
  /** Such as `784-128-10`. */
  readonly network: string;
  readonly parameters: number;
  readonly sha256: string;
}

export interface Recognizer {
  readonly models: readonly ServedModel[];
  /** The file of the model of that name, as it was when the server started; null if there is none. */
  modelFile(name: string): Uint8Array | null;
  read(request: ReadRequest): Promise<ReadAnswer>;
  /** Waits for pending work, and stops the threads. */
  close(): Promise<void>;
}
