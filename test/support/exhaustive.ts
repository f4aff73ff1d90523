/**
 * How much a test tries. `npm test` takes a sample, so that it is run often; under CI it takes every browser, and starts
 * more processes; and `npm run test:exhaustive` (vitest's mode of that name) tries all.
 */
export const exhaustive: boolean = process.env.MODE === 'exhaustive';

/** Whether all browsers are tried, and not Chromium alone. */
export const everyBrowser: boolean = exhaustive || process.env.CI === 'true';

/** Under CI, one of so many command lines is a process of its own. */
const ONE_OF = 3;

/**
 * Whether a command line is a process of its own, and not run by one that stays: see test/cli/support/resident.ts. So all
 * are in studies, which measure processes. Under CI they are always the same ones, whatever temporary folder they name.
 */
export function isOwnProcess(args: readonly string[]): boolean {
  if (exhaustive || process.env.VITEST !== 'true') return true;
  const words = args.filter((word) => !/[/\\]/.test(word)).join(' ');
  return everyBrowser && sumOf(words) % ONE_OF === 0;
}

const sumOf = (text: string): number => Buffer.from(text).reduce((sum, byte) => sum + byte, 0);

/** Why a test that takes ten seconds and seldom fails alone is skipped; null where it is not. */
export const skippedSlow: string | null = everyBrowser
  ? null
  : 'slow: tried with CI=true and by npm run test:exhaustive';

/** So many samples in `npm test`, and so many in `npm run test:exhaustive`. */
export function samples(few: number, all: number): number {
  return exhaustive ? all : few;
}
