/** Teaches the network in use, and keeps what came of it while other panels are open. */

import { signal } from '@preact/signals';
import { proxy } from 'comlink';
import { currentModel, useModel, withTrainer } from '../engine/client.ts';
import type { TaughtModel } from '../engine/protocol.ts';
import { errorText } from '../i18n/error-text.ts';
import { words } from '../i18n/index.ts';
import { problem } from '../state.ts';
import { drawings } from './drawings.ts';

/** 0 to 1; null if nothing is being taught. */
export const progress = signal<number | null>(null);
export const taught = signal<TaughtModel | null>(null);

/** No effect while it is being taught. */
export async function teach(): Promise<void> {
  if (progress.value !== null) return;
  taught.value = null;
  progress.value = 0;
  try {
    const shown = drawings.value.map(({ label, pixels }) => ({ label, pixels }));
    const onProgress = proxy((fraction: number): void => {
      progress.value = fraction;
    });
    const source = currentModel();
    const result = await withTrainer((worker) => worker.teach(source, shown, onProgress));
    taught.value = result;
    // not if the visitor has chosen another network in the meantime
    if (result.verdict !== 'worse' && currentModel() === source) await useTaught();
  } catch (error) {
    problem.value = { title: words.value.teachButton, text: errorText(error) };
  } finally {
    progress.value = null;
  }
}

export async function useTaught(): Promise<void> {
  if (taught.value !== null) await useModel({ kind: 'taught', bytes: taught.value.bytes });
}
