/** A trial of a search, as shown in a report. */
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
