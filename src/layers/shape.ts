/** The shape of an image in a row of a matrix: row-major, channels last. */

export interface Shape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}
