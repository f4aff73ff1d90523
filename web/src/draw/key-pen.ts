/** A pen for those who use no pointer: the arrow keys move it, the space bar lowers and lifts it. */

import { opened, penWidth, strokes } from '../state.ts';
import { HEIGHT, type Point, type Stroke, WIDTH } from './strokes.ts';

/** How far an arrow key moves it, in the canvas' own units. */
const STEP = 6;

const moves: Readonly<Record<string, readonly [x: number, y: number] | undefined>> = {
  ArrowLeft: [-STEP, 0],
  ArrowRight: [STEP, 0],
  ArrowUp: [0, -STEP],
  ArrowDown: [0, STEP],
};

export class KeyPen {
  x: number = WIDTH / 2;
  y: number = HEIGHT / 2;
  /** Whether it is in use, and to be seen. */
  shown = false;
  #stroke: Stroke | null = null;

  /** Undoing or clearing the stroke lifts it too. */
  get down(): boolean {
    return this.#stroke !== null && strokes.value.at(-1) === this.#stroke;
  }

  /** @returns whether the key is one of the pen's */
  press(key: string): boolean {
    const move = moves[key];
    if (move !== undefined) {
      this.x = Math.min(Math.max(this.x + move[0], 0), WIDTH);
      this.y = Math.min(Math.max(this.y + move[1], 0), HEIGHT);
      if (this.#stroke !== null && this.down) {
        this.#draw({ ...this.#stroke, points: [...this.#stroke.points, this.#point()] }, -1);
      }
    } else if (key !== ' ') return false;
    else if (this.down) this.#stroke = null;
    else {
      opened.value = null;
      this.#draw({ points: [this.#point()], width: penWidth.value, pressure: false });
    }
    this.shown = true;
    return true;
  }

  putAway(): void {
    this.shown = false;
    this.#stroke = null;
  }

  #draw(stroke: Stroke, until?: number): void {
    this.#stroke = stroke;
    strokes.value = [...strokes.value.slice(0, until), stroke];
  }

  #point(): Point {
    return { x: this.x, y: this.y, pressure: 0.5 };
  }
}
