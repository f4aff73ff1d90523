/** The canvas, for drawing with mouse, finger, pen or the arrow keys. */

import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { words } from '../i18n/index.ts';
import { digits, isEmpty, opened, reading, selected, strokes } from '../state.ts';
import { darkTheme } from '../ui/theme.ts';
import { KeyPen } from './key-pen.ts';
import { PointerPen } from './pointer-pen.ts';
import { HEIGHT, paint, WIDTH } from './strokes.ts';

export function Canvas(): preact.JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const pointerPen = useRef(new PointerPen());
  const keyPen = useRef(new KeyPen());
  usePainting(canvas, keyPen.current);

  const onPointerMove = (event: PointerEvent): void => pointerPen.current.move(event);
  const onPointerEnd = (event: PointerEvent): void => pointerPen.current.release(event);
  const onPointerDown = (event: PointerEvent): void => {
    if (!pointerPen.current.press(event)) return;
    event.preventDefault();
    keyPen.current.putAway();
  };
  useEffect(() => {
    const element = canvas.current;
    // browsers delay pointermove until a frame is due; with raw events, the answer is ready by then
    element?.addEventListener('pointerrawupdate', onPointerMove as EventListener);
    return () => element?.removeEventListener('pointerrawupdate', onPointerMove as EventListener);
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

/** Paints the canvas whenever its size, the drawing, the opened image or the theme changes. */
function usePainting(canvas: RefObject<HTMLCanvasElement | null>, pen: KeyPen): void {
  useEffect(() => {
    const element = canvas.current;
    if (element === null) return;
    const fit = (): void => {
      const density = Math.min(devicePixelRatio || 1, 3);
      element.width = Math.round(element.clientWidth * density);
      element.height = Math.round((element.clientWidth * density * HEIGHT) / WIDTH);
      redraw(element, pen);
    };
    const observer = new ResizeObserver(fit);
    observer.observe(element);
    let frame = 0;
    const repaint = (): void => {
      cancelAnimationFrame(frame); // a mouse may move a thousand times a second
      frame = requestAnimationFrame(() => redraw(element, pen));
    };
    // ink has the colour of the theme
    const stops = [strokes.subscribe(repaint), opened.subscribe(repaint), darkTheme.subscribe(repaint)];
    return () => {
      cancelAnimationFrame(frame);
      observer.disconnect();
      for (const stop of stops) stop();
    };
  }, []);
}

/** A frame around each digit, if there are several. */
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

/** Paints the image, the strokes, and the pen of the keys while it is in use. */
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
  paint(context, strokes.value, style.color);
  if (!pen.shown) return;
  context.strokeStyle = style.getPropertyValue('--accent');
  context.lineWidth = 2;
  context.beginPath();
  context.arc(pen.x, pen.y, pen.down ? 5 : 9, 0, 2 * Math.PI);
  context.stroke();
}
