/** What the API needs of whatever reads pictures: handed in, so that the server knows nothing of models and threads. */

export interface ReadRequest {
  /** How the answer names the picture. */
  readonly image: string;
  readonly bytes: Uint8Array;
  /** Name of a model of `models`; the first where not given. */
  readonly model: string | undefined;
  readonly digits: boolean;
  readonly minConfidence: number | null;
}

/** An object of `nn predict --json`: an answer, or `{ image, error }`. */
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
  read(request: ReadRequest): Promise<ReadAnswer>;
  /** Lets what is under way finish, and ends the threads. */
  close(): Promise<void>;
}
