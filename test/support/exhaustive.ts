/**
 * How much a test tries. `npm test` takes a sample, so that it is run often; under CI it takes a larger one and every
 * browser, and starts a process for each command line; and `npm run test:exhaustive` (vitest's mode of that name) tries all.
 */
export const exhaustive: boolean = process.env.MODE === 'exhaustive';

/** Whether larger samples are taken, and all browsers and slow tests are tried: under CI, and where all is. */
export const isThorough: boolean = exhaustive || process.env.CI === 'true';

/**
 * Whether each command line is a process of its own, and not run by one that stays: see test/cli/support/resident.ts. So it
 * is in studies, which measure processes.
 */
export const ownProcesses: boolean = isThorough || process.env.VITEST !== 'true';

/** Why a test that takes ten seconds and seldom fails alone is skipped; null where it is not. */
export const skippedSlow: string | null = isThorough
  ? null
  : 'slow: tried with CI=true and by npm run test:exhaustive';

/** So many samples in `npm test`, in `npm run test:exhaustive`, and with CI=true. */
export function samples(few: number, all: number, underCi: number = few): number {
  if (exhaustive) return all;
  return isThorough ? underCi : few;
}
