import type { ReadAnswer, ReadRequest, Recognizer } from '../../../src/node/server/recognizer.ts';

/** More than the buffers of a connection hold. */
export const LARGE_BYTES = 32 * 2 ** 20;

/** Answers how many bytes it got; pictures that begin with a 1 wait until they are released, those with a 2 are a bug. */
export class FakeRecognizer implements Recognizer {
  readonly models = [{ name: 'shipped', network: '784-10', parameters: 7850, sha256: 'ab' }];
  #waiting: (() => void)[] = [];

  modelFile(name: string): Uint8Array | null {
    if (name === 'large') return new Uint8Array(LARGE_BYTES).fill(1);
    return name === 'shipped' ? new TextEncoder().encode('{}') : null;
  }

  /** Number of pictures that wait. */
  get waiting(): number {
    return this.#waiting.length;
  }

  async read({ image, bytes, ...options }: ReadRequest): Promise<ReadAnswer> {
    if (bytes[0] === 0) return { image, error: { kind: 'picture', message: `${image} is not a picture` } };
    if (bytes[0] === 1) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    if (bytes[0] === 2) throw new Error('C:/secret/place.ts fell over');
    return { image, digit: bytes.length % 10, ...options };
  }

  /** Resolves when so many pictures wait. */
  async untilWaiting(count: number): Promise<void> {
    while (this.waiting < count) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  release(): void {
    for (const release of this.#waiting) release();
    this.#waiting = [];
  }

  async close(): Promise<void> {}
}
