/** Which language the page speaks. */

import { computed, signal } from '@preact/signals';
import { en, type Words } from './en.ts';
import { zh } from './zh.ts';

export type Locale = 'en' | 'zh';

const KEY = 'nn-locale';

function initial(): Locale {
  const kept = remembered();
  if (kept === 'en' || kept === 'zh') return kept;
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

/** Storage may be forbidden. */
function remembered(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

export const locale = signal<Locale>(initial());
export const words = computed<Words>(() => (locale.value === 'zh' ? zh : en));

export function setLocale(next: Locale): void {
  locale.value = next;
  try {
    localStorage.setItem(KEY, next);
  } catch {
    // the choice then lasts until the page is closed
  }
}

export const tag = (): string => (locale.value === 'zh' ? 'zh-CN' : 'en');

/** 9000 -> 9,000 */
export const count = (value: number): string => value.toLocaleString('en-US');

/** 0.98435 -> 98.4% */
export const percent = (fraction: number, digits = 1): string => `${(100 * fraction).toFixed(digits)}%`;
