/** A search and its trials: what its report is made of. */

import type { Fact } from '../page.ts';

export interface Search {
  /** The folder of the models. */
  readonly folder: string;
  /** Null if it is not known: where all trials diverged. */
  readonly data: string | null;
  /** Best first, diverged ones last. */
  readonly trials: readonly SearchedTrial[];
  /** Number of unfinished trials. */
  readonly open: number;
  readonly facts: readonly Fact[];
}

/** A trial, as shown in a report. */
export interface SearchedTrial {
  readonly trial: number;
  /** Its varied settings. */
  readonly varied: Readonly<Record<string, string | number>>;
  /** Validation accuracy; null if it diverged. */
  readonly accuracy: number | null;
  readonly loss: number | null;
  readonly epochs: number | null;
  /** The command that reproduces it; null if a single command is not sufficient. */
  readonly command: string | null;
}
