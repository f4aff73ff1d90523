/** What reports need of their surroundings: Node and a browser have different ways. */

export interface ReportTools {
  /** A DOM document to draw SVG in. */
  readonly document: unknown;
  /** The text of one of its elements, as XML. */
  serialize(element: unknown): string;
  /** A PNG file. @param pixels height x width x channels bytes, row by row */
  encodePng(pixels: Uint8Array, width: number, height: number, channels: 1 | 3): Uint8Array;
}
