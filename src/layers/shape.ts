/** How an image lies in a row of a matrix: row by row, and at each place its channels one behind another. */

export interface Shape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}
