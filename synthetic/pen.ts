/**
 * MNIST digits redrawn with a pen: large, with sharp edges and any stroke width, so that they can be placed on paper
 * of any size without revealing their original 28x28 pixels.
 */

/** Pixels of the drawing per pixel of the MNIST digit. */
const ZOOM = 5;
const SIDE = 28 * ZOOM;

/** A square drawing: `data` holds the coverage by ink, 0 to 1; the digit's box is known. */
export interface Drawing {
  readonly side: number;
  readonly data: Float32Array;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/**
 * @param digit 28x28 bytes
 * @param width of the pen, in pixels of the 28x28 digit; undefined keeps the digit's own strokes
 */
export function drawWithPen(digit: Uint8Array, width?: number): Drawing {
  const field = enlarge(digit);
  const inside = new Uint8Array(SIDE * SIDE);
  for (let p = 0; p < inside.length; p++) inside[p] = field[p] > 0.45 ? 1 : 0;
  const data = new Float32Array(SIDE * SIDE);
  if (width === undefined) {
    for (let p = 0; p < data.length; p++) data[p] = Math.min(1, Math.max(0, (field[p] - 0.45) * 4 + 0.5));
  } else {
    thin(inside);
    const radius = (width * ZOOM) / 2;
    const reach = Math.ceil(radius) + 1;
    const tip = penTip(radius, reach);
    for (let y = 0; y < SIDE; y++) {
      for (let x = 0; x < SIDE; x++) {
        if (inside[y * SIDE + x] === 0) continue;
        for (let v = Math.max(0, y - reach); v <= Math.min(SIDE - 1, y + reach); v++) {
          const row = (v - y + reach) * (2 * reach + 1) + reach - x;
          for (let u = Math.max(0, x - reach); u <= Math.min(SIDE - 1, x + reach); u++) {
            const cover = tip[row + u];
            if (cover > data[v * SIDE + u]) data[v * SIDE + u] = cover;
          }
        }
      }
    }
  }
  return { side: SIDE, data, ...extent(data) };
}

/** The coverage by a round tip of the pixels up to `reach` around its middle. */
function penTip(radius: number, reach: number): Float32Array {
  const side = 2 * reach + 1;
  return Float32Array.from({ length: side * side }, (_, p) => {
    const [u, v] = [(p % side) - reach, Math.floor(p / side) - reach];
    return Math.min(1, radius + 0.5 - Math.sqrt(u * u + v * v));
  });
}

function extent(data: Float32Array): { left: number; top: number; right: number; bottom: number } {
  let left = SIDE;
  let right = 0;
  let top = SIDE;
  let bottom = 0;
  for (let p = 0; p < data.length; p++) {
    if (data[p] < 0.5) continue;
    const x = p % SIDE;
    const y = Math.floor(p / SIDE);
    left = Math.min(left, x);
    right = Math.max(right, x + 1);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y + 1);
  }
  return { left, top, right, bottom };
}

/** Quadratic B-spline enlargement, 0 to 1: smooth outlines. */
function enlarge(digit: Uint8Array): Float32Array {
  const out = new Float32Array(SIDE * SIDE);
  const weights = Array.from({ length: ZOOM }, (_, n) => {
    const t = (n + 0.5) / ZOOM - 0.5;
    return [0.5 * (0.5 - t) * (0.5 - t), 0.75 - t * t, 0.5 * (0.5 + t) * (0.5 + t)] as const;
  });
  const near = new Uint8Array(9);
  for (let p = 0; p < digit.length; p++) {
    const [column, row] = [p % 28, Math.floor(p / 28)];
    for (let k = 0; k < 9; k++) {
      const [u, v] = [column + (k % 3) - 1, row + Math.floor(k / 3) - 1];
      near[k] = u < 0 || v < 0 || u > 27 || v > 27 ? 0 : digit[v * 28 + u];
    }
    if (near.every((byte) => byte === 0)) continue;
    for (const [y, wy] of weights.entries()) {
      for (const [x, wx] of weights.entries()) {
        let sum = 0;
        for (let k = 0; k < 9; k++) sum += wx[k % 3] * wy[Math.floor(k / 3)] * near[k];
        out[(row * ZOOM + y) * SIDE + column * ZOOM + x] = sum / 255;
      }
    }
  }
  return out;
}

/** Thins strokes to lines one pixel wide (Zhang and Suen 1984). */
function thin(inside: Uint8Array): void {
  const remove: number[] = [];
  for (let changed = true; changed; ) {
    changed = false;
    for (const odd of [true, false]) {
      remove.length = 0;
      for (let y = 1; y < SIDE - 1; y++) {
        for (let x = 1; x < SIDE - 1; x++) {
          const p = y * SIDE + x;
          if (inside[p] === 0) continue;
          const n = inside[p - SIDE];
          const ne = inside[p - SIDE + 1];
          const e = inside[p + 1];
          const se = inside[p + SIDE + 1];
          const s = inside[p + SIDE];
          const sw = inside[p + SIDE - 1];
          const w = inside[p - 1];
          const nw = inside[p - SIDE - 1];
          const neighbours = n + ne + e + se + s + sw + w + nw;
          if (neighbours < 2 || neighbours > 6) continue;
          const ring = [n, ne, e, se, s, sw, w, nw];
          let rises = 0;
          for (let i = 0; i < 8; i++) if (ring[i] === 0 && ring[(i + 1) & 7] === 1) rises++;
          if (rises !== 1) continue;
          if (odd ? n * e * s !== 0 || e * s * w !== 0 : n * e * w !== 0 || n * s * w !== 0) continue;
          remove.push(p);
        }
      }
      for (const p of remove) inside[p] = 0;
      if (remove.length > 0) changed = true;
    }
  }
}
