/** Whether an option is in range; if not, a message that names it. */

import { UsageError } from '../errors.ts';

export function checkOneOf(name: string, value: string, choices: readonly string[]): void {
  if (choices.includes(value)) return;
  throw new UsageError(`${name}: must be one of ${choices.join(', ')}, got ${value}`);
}

export function checkWhole(name: string, value: number, low: number, high: number): void {
  const fits = Number.isInteger(value) && value >= low && value <= high;
  checkRange(name, value, fits, `a whole number from ${low} to ${high}`);
}

export function checkShare(name: string, value: number): void {
  checkRange(name, value, value >= 0 && value < 1, 'at least 0 and below 1');
}

export function checkRange(name: string, value: number, fits: boolean, wanted: string): void {
  if (!fits || !Number.isFinite(value)) throw new UsageError(`${name}: must be ${wanted}, got ${value}`);
}
