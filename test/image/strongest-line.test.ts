import { afterAll, expect, test } from 'vitest';
import { ScratchMemory } from '../../src/image/raster/scratch-memory.ts';
import { type ScoredLine, strongestLine } from '../../src/image/sheet/strongest-line.ts';
import { providePixelKernels } from '../../src/image/wasm/pixel-kernels.ts';
import { readCompiledPasses } from '../../src/node/pixel-kernels.ts';
import { Random } from '../../src/random.ts';

const memory = new ScratchMemory();

afterAll(() => providePixelKernels(readCompiledPasses));

/** Adds up every line. */
function searchAll(steps: Float32Array, length: number, deepest: number): ScoredLine | undefined {
  const lean = Math.floor(length * 0.3);
  let best: ScoredLine | undefined;
  for (let from = -lean; from <= deepest; from++) {
    for (let to = Math.max(from - lean, 1 - from); to <= Math.min(deepest, from + lean); to++) {
      let score = 0;
      const rise = (to - from) / Math.max(1, length - 1);
      for (let r = 0, at = from + 0.5; r < length; r++, at += rise) {
        if (at < 1) continue;
        const step = steps[r * (deepest + 1) + Math.floor(at)];
        score += Math.min(0.25, step) + 0.05 * step;
      }
      if (score > (best?.score ?? 0)) best = { from, to, score };
    }
  }
  return best;
}

test.each([
  ['plain', undefined],
  ['compiled', readCompiledPasses],
])('the best line is that of adding up every line, for any density of steps: %s', (_, passes) => {
  providePixelKernels(passes);
  for (let seed = 0; seed < 60; seed++) {
    const random = Random.stream(seed, 'steps');
    const length = 1 + Math.floor(random.uniform() * 64);
    const deepest = Math.floor(random.uniform() * 29);
    const density = [0, 0.01, 0.1, 0.9][seed % 4];
    // multiples of a quarter: many lines score the same, and the first of them is wanted
    const values = seed % 3 === 0 ? () => 0.25 : () => random.uniform();
    const steps = memory.floats(length * (deepest + 1));
    steps.set(
      Float32Array.from(steps, (_, at) =>
        at % (deepest + 1) > 0 && random.uniform() < density ? values() : 0,
      ),
    );
    expect(strongestLine(steps, length, deepest), `seed ${seed}`).toEqual(searchAll(steps, length, deepest));
  }
});
