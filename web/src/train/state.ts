/** The state of a training in the page: settings, progress, and result. */

import { computed, signal } from '@preact/signals';
import type { PageData, PageTrainingEvent, TrainedModel, WeightImages } from '../engine/protocol.ts';

export type Phase = 'idle' | 'running' | 'paused' | 'done';

type Of<Event extends PageTrainingEvent['event']> = Extract<PageTrainingEvent, { readonly event: Event }>;

/** Null for the bundled digits. */
export const data = signal<PageData | null>(null);

export const phase = signal<Phase>('idle');
export const isRunning = computed(() => phase.value === 'running' || phase.value === 'paused');
export const start = signal<Of<'start'> | null>(null);
export const progress = signal<Of<'progress'> | null>(null);
export const history = signal<readonly Of<'epoch'>[]>([]);
export const weights = signal<WeightImages | null>(null);
export const result = signal<TrainedModel | null>(null);
/** The epoch after which a training of an earlier visit was interrupted; null if there is none. */
export const unfinished = signal<number | null>(null);

export const epochs = computed(() => start.value?.epochs ?? 0);
/** 0 to 1, over all epochs. */
export const fraction = computed(() => {
  const now = progress.value;
  if (now === null) return 0;
  return (now.epoch - 1 + now.fraction) / now.epochs;
});

export function onEvent(event: PageTrainingEvent): void {
  switch (event.event) {
    case 'start':
      start.value = event;
      break;
    case 'progress':
      progress.value = event;
      break;
    case 'epoch':
      history.value = [...history.value.filter(({ epoch }) => epoch < event.epoch), event];
      if (event.weights !== null) weights.value = event.weights;
  }
}

export function reset(): void {
  start.value = null;
  progress.value = null;
  history.value = [];
  weights.value = null;
  result.value = null;
}
