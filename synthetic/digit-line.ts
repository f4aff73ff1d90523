import type { RasterImage } from '../src/image/image.ts';
import { Random } from '../src/random.ts';
import { stamp } from './canvas.ts';
import { drawWithPen } from './pen.ts';

/** Several digits side by side on white, `gap` apart (in heights; below 0 they touch), 40 pixels high. */
export function digitLine(digits: readonly Uint8Array[], gap: number, seed: number): RasterImage {
  const random = Random.stream(seed, 'line');
  const high = 40;
  const drawings = digits.map((digit) => drawWithPen(digit));
  const zooms = drawings.map(
    (drawing) => (high * (0.85 + 0.3 * random.uniform())) / (drawing.bottom - drawing.top),
  );
  const wide = drawings.map((drawing, i) => (drawing.right - drawing.left) * zooms[i]);
  const width = Math.round(wide.reduce((sum, each) => sum + each + gap * high, 0) + 2 * high);
  const height = 3 * high;
  const cover = new Float32Array(width * height);
  let left = high;
  drawings.forEach((drawing, i) => {
    const middle = height / 2 + high * 0.2 * (random.uniform() - 0.5);
    stamp(cover, width, drawing, left + wide[i] / 2, middle, zooms[i], 0);
    left += wide[i] + gap * high;
  });
  return { width, height, channels: 1, data: Uint8Array.from(cover, (ink) => Math.round(250 - 220 * ink)) };
}
