/** What a report says of a trial of a search. */
export interface SearchedTrial {
  readonly trial: number;
  /** Its settings that are varied. */
  readonly varied: Readonly<Record<string, string | number>>;
  /** On validation images; null where it diverged. */
  readonly accuracy: number | null;
  readonly loss: number | null;
  readonly epochs: number | null;
  /** What trains it again; null where one command does not do. */
  readonly command: string | null;
}
