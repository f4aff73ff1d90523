/**
 * Seeded randomness from integer arithmetic only, so that a seed gives the same numbers in every engine.
 *
 * Every purpose has its own stream, derived from the seed and the purpose (`Random.stream(seed, 'shuffle', epoch)`),
 * so that drawing more numbers for one purpose, on another thread, or after a resume does not affect the others.
 */

const GOLDEN = 0x9e3779b9; // 2^32 / golden ratio: consecutive multiples spread evenly over 32 bits

/**
 * Scrambles 32 bits; every input bit changes about half of the output bits. Multipliers and shifts: C. Wellons,
 * "Prospecting for hash functions" (2018), the low-bias pair of rounds.
 */
export function mix32(value: number): number {
  let x = value | 0;
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  x = Math.imul(x ^ (x >>> 15), 0xd35a2d97);
  return (x ^ (x >>> 15)) >>> 0;
}

/** A 32-bit key derived from a seed and a purpose: strings and numbers, in order. */
export function streamKey(seed: number, ...purpose: readonly (string | number)[]): number {
  let key = mix32(seed ^ mix32(Math.floor(seed / 2 ** 32)));
  for (const part of purpose) {
    if (typeof part === 'number') {
      key = substream(key, part);
    } else {
      for (let i = 0; i < part.length; i++) key = mix32(key ^ Math.imul(part.charCodeAt(i) + 1, GOLDEN));
    }
  }
  return key;
}

/** Extends a key by one part: `streamKey(seed, 'a', 5)` from `streamKey(seed, 'a')`. */
export function substream(key: number, part: number): number {
  return mix32(key + Math.imul(part + 1, GOLDEN));
}

/** xoshiro128** 1.1 (D. Blackman and S. Vigna, "Scrambled linear pseudorandom number generators", 2018). */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  /** @param key 32 bits that identify the stream; see {@link streamKey} */
  constructor(key: number) {
    this.#a = mix32(key + GOLDEN);
    this.#b = mix32(this.#a + GOLDEN);
    this.#c = mix32(this.#b + GOLDEN);
    this.#d = mix32(this.#c + GOLDEN) | 1; // the state must not be all zeros
  }

  /** The stream of `seed` for one purpose. */
  static stream(seed: number, ...purpose: readonly (string | number)[]): Random {
    return new Random(streamKey(seed, ...purpose));
  }

  /** The next 32 random bits, as an unsigned integer. */
  bits(): number {
    const product = Math.imul(this.#b, 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
    const shifted = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= shifted;
    this.#d = (this.#d << 11) | (this.#d >>> 21);
    return result;
  }

  /** Uniform in [0, 1), a multiple of 2^-24, so that it is exact in float32. */
  uniform(): number {
    return (this.bits() >>> 8) * 2 ** -24;
  }

  /** Uniform among 0, 1, ..., `count` - 1, without bias. */
  below(count: number): number {
    if (!Number.isInteger(count) || count < 1 || count > 2 ** 32) {
      throw new RangeError(`below(count): count must be an integer from 1 to 2^32, got ${count}`);
    }
    const mask = count === 1 ? 0 : 0xffffffff >>> Math.clz32(count - 1);
    for (;;) {
      const candidate = (this.bits() & mask) >>> 0;
      if (candidate < count) return candidate;
    }
  }

  /** Shuffles in place (Fisher and Yates, in Durstenfeld's form of 1964) and returns its argument. */
  shuffle<T extends { length: number; [index: number]: V }, V>(items: T): T {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      const kept = items[i] as V;
      items[i] = items[j] as V;
      items[j] = kept;
    }
    return items;
  }
}
