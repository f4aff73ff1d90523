/** Where the visitor writes: with mouse, finger, pen or the arrow keys. */

import { useEffect, useRef } from 'preact/hooks';
import { words } from '../i18n/index.ts';
import { digits, isEmpty, opened, penDown, penWidth, reading, selected, strokes } from '../state.ts';
import { darkTheme } from '../ui/theme.ts';
import { KeyPen } from './key-pen.ts';
import { HEIGHT, outlineOf, type Point, type Stroke, WIDTH } from './strokes.ts';

interface Begun {
  readonly id: number;
  readonly points: Point[];
  readonly pressure: boolean;
  /** What the page has of it so far. */
  shown: Stroke;
}

export function Canvas(): preact.JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const current = useRef<Begun | null>(null);
  /** Time of the latest raw event. */
  const raw = useRef(Number.NEGATIVE_INFINITY);
  const keyPen = useRef(new KeyPen());

  const point = (event: PointerEvent): Point => {
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
    return {
      x: ((event.clientX - box.left) / box.width) * WIDTH,
      y: ((event.clientY - box.top) / box.height) * HEIGHT,
      pressure: event.pressure,
    };
  };

  const onPointerDown = (event: PointerEvent): void => {
    if (current.current !== null || (event.pointerType === 'mouse' && event.button !== 0)) return;
    event.preventDefault();
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    const [points, pressure] = [[point(event)], event.pointerType === 'pen'];
    const shown = strokeOf({ points, pressure });
    current.current = { id: event.pointerId, points, pressure, shown };
    keyPen.current.putAway();
    penDown.value = true;
    const kept = opened.value === null ? strokes.value : [];
    opened.value = null;
    strokes.value = [...kept, shown];
  };
  const end = (): void => {
    current.current = null;
    penDown.value = false;
  };
  const onPointerMove = (event: PointerEvent): void => {
    const begun = current.current;
    if (begun === null || event.pointerId !== begun.id) return;
    if (strokes.value.at(-1) !== begun.shown) {
      end(); // undone or cleared while it was drawn
      return;
    }
    if (event.type === 'pointermove' && event.timeStamp <= raw.current) return; // was there as a raw event
    if (event.type === 'pointerrawupdate') raw.current = event.timeStamp;
    const moves = event.getCoalescedEvents?.() ?? [];
    for (const move of moves.length > 0 ? moves : [event]) {
      const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
      begun.points.push({
        x: ((move.clientX - box.left) / box.width) * WIDTH,
        y: ((move.clientY - box.top) / box.height) * HEIGHT,
        pressure: move.pressure,
      });
    }
    begun.shown = strokeOf(begun);
    strokes.value = [...strokes.value.slice(0, -1), begun.shown];
  };
  const onPointerEnd = (event: PointerEvent): void => {
    if (current.current?.id === event.pointerId) end();
  };

  useEffect(() => {
    const element = canvas.current;
    if (element === null) return;
    const fit = (): void => {
      const density = Math.min(devicePixelRatio || 1, 3);
      element.width = Math.round(element.clientWidth * density);
      element.height = Math.round((element.clientWidth * density * HEIGHT) / WIDTH);
      redraw(element, keyPen.current);
    };
    const observer = new ResizeObserver(fit);
    observer.observe(element);
    let frame = 0;
    const repaint = (): void => {
      cancelAnimationFrame(frame); // a mouse may move a thousand times a second
      frame = requestAnimationFrame(() => redraw(element, keyPen.current));
    };
    const stop = strokes.subscribe(repaint);
    const stopImage = opened.subscribe(repaint);
    const stopTheme = darkTheme.subscribe(repaint); // ink has the colour of the theme
    // browsers hold pointermove back until a frame is due; where the raw event is there, the answer is ready by then
    element.addEventListener('pointerrawupdate', onPointerMove as EventListener);
    return () => {
      cancelAnimationFrame(frame);
      element.removeEventListener('pointerrawupdate', onPointerMove as EventListener);
      observer.disconnect();
      stop();
      stopImage();
      stopTheme();
    };
  }, []);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || !keyPen.current.press(event.key)) return;
    event.preventDefault();
    if (canvas.current !== null) redraw(canvas.current, keyPen.current);
  };
  const onBlur = (): void => {
    keyPen.current.putAway();
    if (canvas.current !== null) redraw(canvas.current, keyPen.current);
  };

  return (
    <div class="canvas" role="application" aria-label={words.value.tools}>
      <canvas
        ref={canvas}
        data-testid="canvas"
        tabIndex={0}
        role="img"
        aria-label={words.value.canvasLabel}
        aria-describedby="canvas-keys"
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerEnd}
        onPointerCancel={onPointerEnd}
        onLostPointerCapture={onPointerEnd}
        onKeyDown={onKeyDown}
        onBlur={onBlur}
      />
      <p id="canvas-keys" class="canvas-keys">
        {words.value.canvasKeys}
      </p>
      {isEmpty.value && (
        <p class="canvas-hint" aria-hidden="true">
          {words.value.canvasHint}
          <small>{words.value.dropHint}</small>
        </p>
      )}
      <Boxes />
    </div>
  );
}

/** A frame around each digit, where there are several. */
function Boxes(): preact.JSX.Element | null {
  const found = digits.value;
  const of = reading.value;
  if (of === null || found.length < 2) return null;
  return (
    <svg
      class="boxes"
      viewBox={`0 0 ${of.width} ${of.height}`}
      preserveAspectRatio="xMidYMid meet"
      aria-hidden="true"
    >
      {found.map(({ box, name }, n) => (
        <g key={n} class={n === selected.value ? 'box selected' : 'box'}>
          <rect x={box.x - 3} y={box.y - 3} width={box.width + 6} height={box.height + 6} rx="4" />
          <text x={box.x} y={Math.max(box.y - 6, 10)} font-size={Math.max(of.height / 22, 8)}>
            {name}
          </text>
        </g>
      ))}
    </svg>
  );
}

function strokeOf({ points, pressure }: { points: readonly Point[]; pressure: boolean }): Stroke {
  return { points: [...points], width: penWidth.value, pressure };
}

/** Paints what there is, and the pen of the keys where it is in use. */
function redraw(element: HTMLCanvasElement, pen: KeyPen): void {
  const context = element.getContext('2d');
  if (context === null || element.width === 0) return;
  const style = getComputedStyle(element);
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, element.width, element.height);
  const zoom = element.width / WIDTH;
  context.setTransform(zoom, 0, 0, zoom, 0, 0);
  const image = opened.value?.bitmap;
  if (image !== undefined) {
    const scale = Math.min(WIDTH / image.width, HEIGHT / image.height);
    const [width, height] = [image.width * scale, image.height * scale];
    context.drawImage(image, (WIDTH - width) / 2, (HEIGHT - height) / 2, width, height);
  }
  context.fillStyle = style.color;
  for (const stroke of strokes.value) context.fill(outlineOf(stroke));
  if (!pen.shown) return;
  context.strokeStyle = style.getPropertyValue('--accent');
  context.lineWidth = 2;
  context.beginPath();
  context.arc(pen.x, pen.y, pen.down ? 5 : 9, 0, 2 * Math.PI);
  context.stroke();
}
