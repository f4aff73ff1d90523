/** The centre and the spread of a set of pixels. */
export class Moments {
  count = 0;
  #x = 0;
  #y = 0;
  #xx = 0;
  #xy = 0;
  #yy = 0;

  add(x: number, y: number): void {
    this.count++;
    this.#x += x;
    this.#y += y;
    this.#xx += x * x;
    this.#xy += x * y;
    this.#yy += y * y;
  }

  /** The mean position. */
  get centre(): { x: number; y: number } {
    return { x: this.#x / this.count, y: this.#y / this.count };
  }

  /**
   * The ratio of the standard deviations along the two principal axes: from the thickness of a straight stroke over its
   * length to 1.
   */
  get narrowness(): number {
    const { x, y } = this.centre;
    const [xx, xy, yy] = [
      this.#xx / this.count - x * x,
      this.#xy / this.count - x * y,
      this.#yy / this.count - y * y,
    ];
    const mean = (xx + yy) / 2;
    const half = (xx - yy) / 2;
    const spread = Math.sqrt(half * half + xy * xy);
    return Math.sqrt(Math.max(0, mean - spread) / Math.max(1e-6, mean + spread));
  }
}
