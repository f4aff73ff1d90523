/** Light or dark theme: the system's, unless the visitor chooses. */

import { computed, signal } from '@preact/signals';

export type Theme = 'auto' | 'light' | 'dark';
export const themes: readonly Theme[] = ['auto', 'light', 'dark'];

const KEY = 'nn-theme';
const system = matchMedia('(prefers-color-scheme: dark)');
const systemIsDark = signal(system.matches);
system.addEventListener('change', () => {
  systemIsDark.value = system.matches;
});

function remembered(): Theme {
  try {
    return themes.find((each) => each === localStorage.getItem(KEY)) ?? 'auto';
  } catch {
    return 'auto'; // storage is forbidden
  }
}

export const theme = signal<Theme>(remembered());
export const darkTheme = computed(() =>
  theme.value === 'auto' ? systemIsDark.value : theme.value === 'dark',
);

darkTheme.subscribe((dark) => {
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
});

export function nextTheme(): void {
  theme.value = themes[(themes.indexOf(theme.value) + 1) % themes.length];
  try {
    localStorage.setItem(KEY, theme.value);
  } catch {
    // the choice then lasts until the page is closed
  }
}
