import fc from 'fast-check';
import { expect, test } from 'vitest';
import { JsonLimitError, JsonScanner } from '../../src/limits/json-scanner.ts';
import type { JsonLimits } from '../../src/limits/limits.ts';

interface Counts {
  depth: number;
  containers: number;
  values: number;
  strings: number;
  stringBytes: number;
}

/** What a scanner should count, from the parsed text. */
function count(json: unknown, counts: Counts, depth: number): Counts {
  const string = (text: string): void => {
    counts.strings++;
    counts.stringBytes += Buffer.byteLength(JSON.stringify(text)) - 2;
  };
  if (typeof json === 'string') string(json);
  else if (typeof json !== 'object' || json === null) counts.values++;
  else {
    counts.containers++;
    counts.depth = Math.max(counts.depth, depth + 1);
    for (const [key, value] of Object.entries(json)) {
      if (!Array.isArray(json)) string(key);
      count(value, counts, depth + 1);
    }
  }
  return counts;
}

function accepts(bytes: Uint8Array, limits: JsonLimits, cut: number): boolean {
  const scanner = new JsonScanner(limits);
  try {
    scanner.push(bytes.subarray(0, cut));
    scanner.push(bytes.subarray(cut));
    return true;
  } catch (error) {
    if (error instanceof JsonLimitError) return false;
    throw error;
  }
}

test('any JSON is taken with limits of just what it holds, however it is cut, and refused with any of them lower', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 4 }), fc.nat(), (text, place) => {
      const bytes = Buffer.from(text);
      const counts = count(
        JSON.parse(text),
        { depth: 0, containers: 0, values: 0, strings: 0, stringBytes: 0 },
        0,
      );
      const cut = place % (bytes.length + 1);
      // keys that are there twice are lost in parsing
      fc.pre(JSON.stringify(JSON.parse(text)) === text.replace(/\s+(?=([^"]*"[^"]*")*[^"]*$)/g, ''));
      expect(accepts(bytes, { ...counts, row: counts.values }, cut)).toBe(true);
      for (const key of Object.keys(counts) as (keyof Counts)[]) {
        if (counts[key] === 0) continue;
        expect(accepts(bytes, { ...counts, row: counts.values, [key]: counts[key] - 1 }, cut), key).toBe(
          false,
        );
      }
    }),
    { seed: 5, numRuns: 500 },
  );
});

test('numbers in one list are counted up to its end, however it is cut', () => {
  const most = { depth: 9, containers: 99, values: 99, row: 3, strings: 99, stringBytes: 99 };
  for (const [text, fits] of [
    ['[[1,2,3],[4,5,6]]', true],
    ['[[1,2,3,4],[5]]', false],
    ['{"a":[1,2,3],"b":[1,2,3,4]}', false],
  ] as const) {
    for (let cut = 0; cut <= text.length; cut++)
      expect(accepts(Buffer.from(text), most, cut), text).toBe(fits);
  }
});
