/** Numbers as text; always in English, so that output does not depend on the locale. */

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

/** `a 7`, `an 8`; of classes that are no digits too: `a Coat`, `an Ankle boot` */
export function withArticle(name: string): string {
  return `${/^[8aeio]/i.test(name) ? 'an' : 'a'} ${name}`;
}
