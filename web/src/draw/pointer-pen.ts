/** Draws strokes with a mouse, finger or pen. */

import { opened, penDown, penWidth, strokes } from '../state.ts';
import { HEIGHT, type Point, type Stroke, WIDTH } from './strokes.ts';

/** The stroke that is being drawn. */
interface Begun {
  readonly id: number;
  readonly points: Point[];
  readonly pressure: boolean;
  /** What the page has of it so far. */
  shown: Stroke;
}

export class PointerPen {
  #begun: Begun | null = null;
  /** Time of the latest raw event. */
  #raw = Number.NEGATIVE_INFINITY;

  /** @returns whether a stroke begins */
  press(event: PointerEvent): boolean {
    if (this.#begun !== null || (event.pointerType === 'mouse' && event.button !== 0)) return false;
    const element = event.currentTarget as HTMLElement;
    element.setPointerCapture(event.pointerId);
    const [points, pressure] = [pointsOf([event], element), event.pointerType === 'pen'];
    const shown = strokeOf({ points, pressure });
    this.#begun = { id: event.pointerId, points, pressure, shown };
    penDown.value = true;
    const kept = opened.value === null ? strokes.value : [];
    opened.value = null;
    strokes.value = [...kept, shown];
    return true;
  }

  /** @param event `pointermove`, or `pointerrawupdate` where browsers have it */
  move(event: PointerEvent): void {
    const begun = this.#begun;
    if (begun === null || event.pointerId !== begun.id) return;
    if (strokes.value.at(-1) !== begun.shown) {
      this.#end(); // undone or cleared while it was drawn
      return;
    }
    if (event.type === 'pointermove' && event.timeStamp <= this.#raw) return; // handled as a raw event before
    if (event.type === 'pointerrawupdate') this.#raw = event.timeStamp;
    const moves = event.getCoalescedEvents?.() ?? [];
    begun.points.push(...pointsOf(moves.length > 0 ? moves : [event], event.currentTarget as HTMLElement));
    begun.shown = strokeOf(begun);
    strokes.value = [...strokes.value.slice(0, -1), begun.shown];
  }

  /** The pointer is lifted, or lost. */
  release(event: PointerEvent): void {
    if (this.#begun?.id === event.pointerId) this.#end();
  }

  #end(): void {
    this.#begun = null;
    penDown.value = false;
  }
}

/** The positions of events, in the canvas' own units. */
function pointsOf(events: readonly PointerEvent[], canvas: HTMLElement): Point[] {
  const { left, top, width, height } = canvas.getBoundingClientRect();
  return events.map(({ clientX, clientY, pressure }) => ({
    x: ((clientX - left) / width) * WIDTH,
    y: ((clientY - top) / height) * HEIGHT,
    pressure,
  }));
}

function strokeOf({ points, pressure }: Pick<Begun, 'points' | 'pressure'>): Stroke {
  return { points: [...points], width: penWidth.value, pressure };
}
