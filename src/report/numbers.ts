/** Numbers in the text of a report; always in English, so that it does not depend on the machine's language. */

/** 60000 -> 60,000 */
export function count(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `1 image`, `2 images` */
export function counted(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? '' : 's'}`;
}

/** 0.98765 -> 98.77% */
export function percent(fraction: number, digits = 2): string {
  return `${(fraction * 100).toFixed(digits)}%`;
}

/** A confidence: 99.996% is not 100.0%. */
export function confidenceText(fraction: number): string {
  const text = percent(fraction, 1);
  return text === '100.0%' && fraction < 1 ? '>99.9%' : text;
}

/** For a cell of a heat map: 987, 1,234, 12k, 1.2M */
export function shortCount(value: number): string {
  if (value < 10_000) return count(value);
  return value < 999_500
    ? `${Math.round(value / 1000)}k`
    : `${(value / 1e6).toFixed(value < 9.95e6 ? 1 : 0)}M`;
}
