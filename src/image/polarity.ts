import { shrinkByMean } from './background.ts';
import type { Plane } from './picture.ts';

/** Squares along the longer side on which the question is decided. */
const SQUARES = 128;

/** What speaks for light ink on dark paper, each from -1 (surely dark on light) to 1. */
export interface PolaritySigns {
  /** How much nearer the mean of the frame's pixels is to the darkest than to the lightest. */
  readonly frame: number;
  /** The same of the four corners, which even a tightly cut digit leaves free. */
  readonly corners: number;
  /** The same of all pixels: ink is the smaller part. */
  readonly area: number;
}

/**
 * Whether the ink is lighter than the paper.
 *
 * @param brightness 0 to 255
 */
export function isLightOnDark(brightness: Plane): boolean {
  const signs = polaritySigns(brightness);
  return signs.frame + signs.corners + signs.area > 0;
}

export function polaritySigns(brightness: Plane): PolaritySigns {
  const side = Math.max(1, Math.floor(Math.max(brightness.width, brightness.height) / SQUARES));
  const { width, height, data } = shrinkByMean(brightness, side);
  const [dark, light] = extremes(data);
  if (!(light > dark)) return { frame: 0, corners: 0, area: 0 };
  const corner = Math.max(1, Math.round(Math.min(width, height) / 10));
  let all = 0;
  let frame = 0;
  let frameCount = 0;
  let corners = 0;
  let cornerCount = 0;
  for (let y = 0, p = 0; y < height; y++) {
    const nearRow = y < corner || y >= height - corner;
    const edgeRow = y === 0 || y === height - 1;
    for (let x = 0; x < width; x++, p++) {
      const value = Math.min(light, Math.max(dark, data[p]!));
      all += value;
      if (edgeRow || x === 0 || x === width - 1) {
        frame += value;
        frameCount++;
      }
      if (nearRow && (x < corner || x >= width - corner)) {
        corners += value;
        cornerCount++;
      }
    }
  }
  const sign = (sum: number, count: number) => (dark + light - (2 * sum) / count) / (light - dark);
  return {
    frame: sign(frame, frameCount),
    corners: sign(corners, cornerCount),
    area: sign(all, width * height),
  };
}

/** The brightness of the darkest and of the lightest 0.5%. */
function extremes(data: Float32Array): readonly [number, number] {
  const histogram = new Int32Array(256);
  for (let p = 0; p < data.length; p++) histogram[Math.min(255, Math.max(0, Math.floor(data[p]!)))]!++;
  const share = data.length * 0.005;
  let dark = 0;
  for (let below = histogram[0]!; below <= share && dark < 255; ) below += histogram[++dark]!;
  let light = 255;
  for (let above = histogram[255]!; above <= share && light > 0; ) above += histogram[--light]!;
  return [dark, light];
}
