/** The state of the page: the drawing, its recognition, and the network in use. */

import { computed, signal } from '@preact/signals';
import type { Stroke } from './draw/strokes.ts';
import type { EngineInfo, ModelInfo, OpenedImage, PageReading, ReadDigit } from './engine/protocol.ts';

export type Tab = 'read' | 'inside' | 'break' | 'teach' | 'train';
export const tabs: readonly Tab[] = ['read', 'inside', 'break', 'teach', 'train'];

/** The settings of the page are stored in the URL, so that links restore them. */
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
/** Replaces the strokes. */
export const opened = signal<OpenedImage | null>(null);
export const penWidth = signal(20);
/** Whether a stroke is being drawn. */
export const penDown = signal(false);

export const engineInfo = signal<EngineInfo | null>(null);
export const engineError = signal<string | null>(null);
export const modelInfo = signal<ModelInfo | null>(null);
/** The last error: one line, and what it refers to. */
export const problem = signal<{ readonly title: string; readonly text: string } | null>(null);

export const reading = signal<PageReading | null>(null);
/** Index of the selected digit. */
export const selected = signal(0);

export const digits = computed<readonly ReadDigit[]>(() => reading.value?.lines.flat() ?? []);
export const digit = computed<ReadDigit | null>(
  () => digits.value[Math.min(selected.value, digits.value.length - 1)] ?? null,
);
/** 784 bytes of the selected digit; null if there is none. */
export const pixels = computed<Uint8Array | null>(() => digit.value?.pixels ?? null);
export const isEmpty = computed(() => strokes.value.length === 0 && opened.value === null);

/** Answers below this confidence are marked as uncertain. */
export const SURE = 0.8;
/** Below this confidence, a drawing is reported to show no digit. */
export const LEAST = 0.4;
