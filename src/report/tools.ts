/** What reports require from the platform, Node or a browser. */

export interface ReportTools {
  /** A DOM document for drawing SVG. */
  readonly document: unknown;
  /** Serializes one of its elements as XML. */
  serialize(element: unknown): string;
  /** Encodes a PNG file. @param pixels height x width x channels bytes, row-major */
  encodePng(pixels: Uint8Array, width: number, height: number, channels: 1 | 3): Uint8Array;
}
