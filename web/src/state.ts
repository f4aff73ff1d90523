/** What the page knows: the drawing, the answer to it, and which network gives it. */

import { computed, signal } from '@preact/signals';
import type { Stroke } from './draw/strokes.ts';
import type { EngineInfo, ModelInfo, OpenedImage, PageReading, ReadDigit } from './engine/protocol.ts';

export type Tab = 'read' | 'inside' | 'break' | 'teach' | 'train';
export const tabs: readonly Tab[] = ['read', 'inside', 'break', 'teach', 'train'];

/** The settings of the page are in its address, so that a link leads to the same place. */
function tabOfAddress(): Tab {
  const name = location.hash.slice(1);
  return tabs.find((each) => each === name) ?? 'read';
}

export const tab = signal<Tab>(tabOfAddress());
addEventListener('hashchange', () => {
  tab.value = tabOfAddress();
});
tab.subscribe((name) => {
  if (tabOfAddress() !== name)
    history.replaceState(null, '', name === 'read' ? location.pathname + location.search : `#${name}`);
});

export const strokes = signal<readonly Stroke[]>([]);
/** In place of strokes. */
export const opened = signal<OpenedImage | null>(null);
export const penWidth = signal(20);
/** Whether a stroke is being drawn. */
export const penDown = signal(false);

export const engineInfo = signal<EngineInfo | null>(null);
export const engineError = signal<string | null>(null);
export const modelInfo = signal<ModelInfo | null>(null);
/** One line about the last thing that went wrong, and what it belongs to. */
export const problem = signal<{ readonly title: string; readonly text: string } | null>(null);

export const reading = signal<PageReading | null>(null);
/** Which of the digits found is looked at. */
export const selected = signal(0);

export const digits = computed<readonly ReadDigit[]>(() => reading.value?.lines.flat() ?? []);
export const digit = computed<ReadDigit | null>(
  () => digits.value[Math.min(selected.value, digits.value.length - 1)] ?? null,
);
/** 784 bytes of the digit that is looked at; null where there is none. */
export const pixels = computed<Uint8Array | null>(() => digit.value?.pixels ?? null);
export const isEmpty = computed(() => strokes.value.length === 0 && opened.value === null);

/** Below this an answer is called unsure. */
export const SURE = 0.8;
/** Below this the answer to what was drawn is that there is no digit. */
export const LEAST = 0.4;
