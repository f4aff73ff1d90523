/** Small images as canvases: grey digits, and maps of numbers above and below 0. */

import { useEffect, useRef } from 'preact/hooks';
import { darkTheme } from '../ui/theme.ts';

interface Size {
  readonly width: number;
  readonly height: number;
}

interface GreyProps extends Partial<Size> {
  /** 0 is paper, 255 is ink. */
  readonly pixels: Uint8Array;
  readonly label: string;
  readonly class?: string;
}

/** Paper and ink in the page's colours. */
export function Grey({ pixels, width = 28, height = 28, label, ...rest }: GreyProps): preact.JSX.Element {
  const dark = darkTheme.value;
  return (
    <Painted width={width} height={height} label={label} class={rest.class} content={[pixels, dark]}>
      {(data) => {
        const [paper, ink] = dark ? [22, 240] : [255, 24];
        for (let n = 0; n < width * height; n++) {
          const shade = paper + ((ink - paper) * pixels[n]) / 255;
          data.set([shade, shade, shade, 255], 4 * n);
        }
      }}
    </Painted>
  );
}

interface SignedProps extends Size {
  readonly values: ArrayLike<number>;
  /** What is shown in full colour; the largest magnitude if not given. */
  readonly scale?: number;
  readonly label: string;
  readonly class?: string;
  /** Painted beneath, faintly: 0 is paper, 255 is ink. */
  readonly over?: Uint8Array;
}

const ABOVE = [33, 113, 181];
const BELOW = [214, 96, 22];

/** Blue above 0, orange below: told apart by all common kinds of colour vision. */
export function Signed({
  values,
  width,
  height,
  scale,
  label,
  over,
  ...rest
}: SignedProps): preact.JSX.Element {
  const dark = darkTheme.value;
  return (
    <Painted
      width={width}
      height={height}
      label={label}
      class={rest.class}
      content={[values, scale, dark, over]}
    >
      {(data) => {
        const most = scale ?? largest(values);
        for (let n = 0; n < width * height; n++) {
          const part = most === 0 ? 0 : Math.min(Math.abs(values[n]) / most, 1);
          const ink = over === undefined ? 0 : over[n] / 255;
          const ground = dark ? 22 + 130 * ink : 255 - 150 * ink;
          const colour = values[n] >= 0 ? ABOVE : BELOW;
          for (let c = 0; c < 3; c++)
            data[4 * n + c] = ground + (colour[c] - ground) * part * (over ? 0.85 : 1);
          data[4 * n + 3] = 255;
        }
      }}
    </Painted>
  );
}

/** Activations, none of which is below `floor`: dark is off, bright is on. */
export function Bright({ values, width, height, label, ...rest }: SignedProps): preact.JSX.Element {
  return (
    <Painted width={width} height={height} label={label} class={rest.class} content={[values, rest.scale]}>
      {(data) => {
        const most = rest.scale ?? largest(values);
        for (let n = 0; n < width * height; n++) {
          const part = most === 0 ? 0 : Math.min(Math.max(values[n] / most, 0), 1);
          data.set([18 + 225 * part, 32 + 190 * part, 44 + 90 * part, 255], 4 * n);
        }
      }}
    </Painted>
  );
}

function largest(values: ArrayLike<number>): number {
  let most = 0;
  for (let n = 0; n < values.length; n++) most = Math.max(most, Math.abs(values[n]));
  return most;
}

interface PaintedProps extends Size {
  readonly label: string;
  readonly class: string | undefined;
  /** What the painting depends on. */
  readonly content: readonly unknown[];
  readonly children: (data: Uint8ClampedArray) => void;
}

function Painted({ width, height, label, content, children, ...rest }: PaintedProps): preact.JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (context == null) return;
    const image = context.createImageData(width, height);
    children(image.data);
    context.putImageData(image, 0, 0);
  }, [width, height, ...content]);
  return (
    <canvas
      ref={canvas}
      class={`pixels ${rest.class ?? ''}`}
      width={width}
      height={height}
      role="img"
      aria-label={label}
    />
  );
}
