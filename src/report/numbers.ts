/** Numbers in the text of a report. */

import { count, percent } from '../format-number.ts';

export { count, counted, percent, withArticle } from '../format-number.ts';

/** A confidence, which is not rounded up to 100.0%: 99.996% is not 100.0%. */
export function confidenceText(fraction: number): string {
  const text = percent(fraction, 1);
  return text === '100.0%' && fraction < 1 ? '>99.9%' : text;
}

/** For cells of a heat map: 987, 1,234, 12k, 1.2M */
export function shortCount(value: number): string {
  if (value < 10_000) return count(value);
  return value < 999_500
    ? `${Math.round(value / 1000)}k`
    : `${(value / 1e6).toFixed(value < 9.95e6 ? 1 : 0)}M`;
}
