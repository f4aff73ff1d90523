// The warp of ../reference/warp.ts, four pixels at a time: the same sequence of operations, the same bits.

import { spread4 } from './random';
import {
  FIELD_BYTES,
  FIELD_COLUMNS,
  FIELD_ROWS,
  COLUMN_PARTS,
  LIST_BYTES,
  NODES,
  NODES_BYTES,
  ORIGIN,
  RESULT,
  ROW,
  SOURCE,
  SOURCE_BOX,
  SPLINE_BYTES,
  SPLINES,
  TILE_BYTES,
} from './tile';

/** Offsets in a variation, in bytes, as in ../../augmentation.ts. */
const MATRIX: usize = 0;
const SHIFT: usize = 16;
const ELASTIC: usize = 24;
const NODES_TO_PIXEL: usize = 28;
const PHASE: usize = 32;
const STRETCH: usize = 40;

const DRAW_NODES: i32 = 64;
const MOST_NODES: i32 = 16;
const SIDE: i32 = 28;
const MIDDLE: f32 = 13.5;

/** Warps the source tile in `scratch` to the result tile. */
export function warp(scratch: usize, variation: usize, key: i32): void {
  const most = load<f32>(variation, ELASTIC);
  const elastic = most != 0;
  if (elastic) elasticField(scratch, variation, key, most);
  const box = scratch + SOURCE_BOX;
  const left = load<f32>(box);
  const right = load<f32>(box, 4);
  const top = load<f32>(box, 8);
  const bottom = load<f32>(box, 12);
  const fraction = load<f32>(variation, STRETCH);
  const scaleX = stretchScale(left, right, fraction);
  const scaleY = stretchScale(top, bottom, fraction);
  const middleX = stretchMiddle(left, right, fraction);
  const middleY = stretchMiddle(top, bottom, fraction);
  const a = load<f32>(variation, MATRIX) * scaleX;
  const b = load<f32>(variation, MATRIX + 4) * scaleX;
  const c = load<f32>(variation, MATRIX + 8) * scaleY;
  const d = load<f32>(variation, MATRIX + 12) * scaleY;
  const shiftX = load<f32>(variation, SHIFT);
  const shiftY = load<f32>(variation, SHIFT + 4);

  // The region that ink can reach: around the middle of the box, as far as the inverse matrix maps half of the box,
  // plus a pixel of interpolation and the elastic field. Everything else is paper.
  const perDeterminant = <f32>1 / (a * d - b * c);
  const fromX = (left + right) * <f32>0.5 - middleX;
  const fromY = (top + bottom) * <f32>0.5 - middleY;
  const reachX = (right - left) * <f32>0.5 + 1 + most;
  const reachY = (bottom - top) * <f32>0.5 + 1 + most;
  const inkX = MIDDLE + shiftX + (d * fromX - b * fromY) * perDeterminant;
  const inkY = MIDDLE + shiftY + (a * fromY - c * fromX) * perDeterminant;
  const aroundX = (abs<f32>(d) * reachX + abs<f32>(b) * reachY) * perDeterminant + ROUNDING;
  const aroundY = (abs<f32>(a) * reachY + abs<f32>(c) * reachX) * perDeterminant + ROUNDING;
  const firstX = pixelWithin(inkX - aroundX) & ~3;
  const endX = pixelWithin(inkX + aroundX + 1);
  const firstY = pixelWithin(inkY - aroundY);
  const endY = pixelWithin(inkY + aroundY + 1);
  memory.fill(scratch + RESULT, 0, TILE_BYTES);

  for (let x = firstX; x < endX; x += 4) {
    const columns = f32x4.add(f32x4.splat(<f32>x - MIDDLE), f32x4(0, 1, 2, 3));
    const fromMiddle = f32x4.sub(columns, f32x4.splat(shiftX));
    v128.store(scratch + COLUMN_PARTS + (<usize>x << 2), f32x4.mul(f32x4.splat(a), fromMiddle));
    v128.store(scratch + COLUMN_PARTS + (<usize>x << 2), f32x4.mul(f32x4.splat(c), fromMiddle), LIST_BYTES);
  }
  const columnParts = scratch + COLUMN_PARTS;
  const source = scratch + SOURCE;
  for (let y = firstY; y < endY; y++) {
    const fromMiddle = <f32>y - MIDDLE - shiftY;
    const rowX = f32x4.splat(b * fromMiddle + middleX);
    const rowY = f32x4.splat(d * fromMiddle + middleY);
    const out = scratch + RESULT + ORIGIN + <usize>y * ROW;
    const spline = scratch + SPLINES + SPLINE_BYTES + (<usize>y << 2);
    const field = scratch + FIELD_ROWS + (elastic ? <usize>load<i32>(spline) * LIST_BYTES : 0);
    for (let x = <usize>firstX << 2; x < <usize>endX << 2; x += 16) {
      let sourceX = f32x4.add(v128.load(columnParts + x), rowX);
      let sourceY = f32x4.add(v128.load(columnParts + x, LIST_BYTES), rowY);
      if (elastic) {
        sourceX = f32x4.add(sourceX, fieldAt(field + x, spline));
        sourceY = f32x4.add(sourceY, fieldAt(field + FIELD_BYTES + x, spline));
      }
      v128.store(out + x, sample(source, sourceX, sourceY));
    }
  }
}

/** An upper bound of rounding errors, in pixels. */
const ROUNDING: f32 = 0.01;

/** The pixel at or before a position, from 0 to 28. */
// @ts-ignore: decorator
@inline
function pixelWithin(place: f32): i32 {
  return <i32>max<f32>(0, min<f32>(<f32>SIDE, floor<f32>(place)));
}

/** The source step per output pixel, for ink from `first` to `last`. */
function stretchScale(first: f32, last: f32, fraction: f32): f32 {
  const stretch: f32 = 1 + fraction * (<f32>20 / (last - first + 1) - 1);
  return <f32>1 / (stretch > 3 ? 3 : stretch);
}

/** The source position of the middle of the result. */
function stretchMiddle(first: f32, last: f32, fraction: f32): f32 {
  return MIDDLE + fraction * ((first + last) * <f32>0.5 - MIDDLE);
}

/** Bilinear interpolation between the four pixels around each position. */
// @ts-ignore: decorator
@inline
function sample(source: usize, x: v128, y: v128): v128 {
  const clampedX = f32x4.pmin(f32x4.splat(<f32>SIDE), f32x4.pmax(f32x4.splat(-1), x));
  const clampedY = f32x4.pmin(f32x4.splat(<f32>SIDE), f32x4.pmax(f32x4.splat(-1), y));
  const left = f32x4.floor(clampedX);
  const top = f32x4.floor(clampedY);
  const fractionX = f32x4.sub(clampedX, left);
  const fractionY = f32x4.sub(clampedY, top);
  // the last bits of the float 2^23 + n are the integer n
  const pixels = f32x4.add(f32x4.add(f32x4.mul(top, f32x4.splat(32)), left), f32x4.splat(8388608 + 36));
  const offsets = i32x4.shl(v128.and(pixels, i32x4.splat(0x7fff)), 2);
  const p0 = source + <usize>i32x4.extract_lane(offsets, 0);
  const p1 = source + <usize>i32x4.extract_lane(offsets, 1);
  const p2 = source + <usize>i32x4.extract_lane(offsets, 2);
  const p3 = source + <usize>i32x4.extract_lane(offsets, 3);
  const above01 = v128.load64_lane(p1, v128.load64_zero(p0), 1);
  const above23 = v128.load64_lane(p3, v128.load64_zero(p2), 1);
  const below01 = v128.load64_lane(p1, v128.load64_zero(p0, ROW), 1, ROW);
  const below23 = v128.load64_lane(p3, v128.load64_zero(p2, ROW), 1, ROW);
  const above = mix(evens(above01, above23), odds(above01, above23), fractionX);
  const below = mix(evens(below01, below23), odds(below01, below23), fractionX);
  return mix(above, below, fractionY);
}

// @ts-ignore: decorator
@inline
function evens(a: v128, b: v128): v128 {
  return v128.shuffle<f32>(a, b, 0, 2, 4, 6);
}

// @ts-ignore: decorator
@inline
function odds(a: v128, b: v128): v128 {
  return v128.shuffle<f32>(a, b, 1, 3, 5, 7);
}

// @ts-ignore: decorator
@inline
function mix(a: v128, b: v128, fraction: v128): v128 {
  return f32x4.add(a, f32x4.mul(fraction, f32x4.sub(b, a)));
}

/** The field in one direction, at four pixels of the row with the weights at `spline`. */
// @ts-ignore: decorator
@inline
function fieldAt(field: usize, spline: usize): v128 {
  let sum = f32x4.mul(v128.load32_splat(spline, LIST_BYTES), v128.load(field));
  sum = f32x4.add(sum, f32x4.mul(v128.load32_splat(spline, 2 * LIST_BYTES), v128.load(field, LIST_BYTES)));
  sum = f32x4.add(sum, f32x4.mul(v128.load32_splat(spline, 3 * LIST_BYTES), v128.load(field, 2 * LIST_BYTES)));
  return f32x4.add(sum, f32x4.mul(v128.load32_splat(spline, 4 * LIST_BYTES), v128.load(field, 3 * LIST_BYTES)));
}

/** Draws the nodes, and computes the field at each node row and each x. */
function elasticField(scratch: usize, variation: usize, key: i32, most: f32): void {
  const splinesX = scratch + SPLINES;
  const splinesY = splinesX + SPLINE_BYTES;
  findSplines(splinesX, load<f32>(variation, PHASE), load<f32>(variation, NODES_TO_PIXEL));
  findSplines(splinesY, load<f32>(variation, PHASE + 4), load<f32>(variation, NODES_TO_PIXEL));
  const nodeColumns = load<i32>(splinesX + LIST_BYTES - 4) + 4;
  const nodeRows = load<i32>(splinesY + LIST_BYTES - 4) + 4;
  for (let direction = 0; direction < 2; direction++) {
    const nodes = scratch + NODES + <usize>direction * NODES_BYTES;
    const columns = scratch + FIELD_COLUMNS + <usize>direction * FIELD_BYTES;
    const rows = scratch + FIELD_ROWS + <usize>direction * FIELD_BYTES;
    for (let column = 0; column < nodeColumns; column++) {
      for (let row = 0; row < nodeRows; row += 4) {
        const place = column * MOST_NODES + row;
        const drawn = spread4(key, DRAW_NODES + direction * MOST_NODES * MOST_NODES + place);
        v128.store(nodes + (<usize>place << 2), f32x4.mul(drawn, f32x4.splat(most)));
      }
    }
    for (let x: usize = 0; x < <usize>SIDE; x++) {
      const spline = splinesX + (x << 2);
      const from = nodes + (<usize>load<i32>(spline) << 6);
      for (let row: usize = 0; row < <usize>nodeRows; row += 4) {
        v128.store(columns + (x << 6) + (row << 2), nodesAt(from + (row << 2), spline));
      }
    }
    for (let x: usize = 0; x < <usize>SIDE; x += 4) {
      for (let row: usize = 0; row < <usize>nodeRows; row += 4) {
        transpose4(rows + row * LIST_BYTES + (x << 2), columns + (x << 6) + (row << 2));
      }
    }
  }
}

/** Four rows of the field at one x. */
// @ts-ignore: decorator
@inline
function nodesAt(nodes: usize, spline: usize): v128 {
  let sum = f32x4.mul(v128.load32_splat(spline, LIST_BYTES), v128.load(nodes));
  sum = f32x4.add(sum, f32x4.mul(v128.load32_splat(spline, 2 * LIST_BYTES), v128.load(nodes, 64)));
  sum = f32x4.add(sum, f32x4.mul(v128.load32_splat(spline, 3 * LIST_BYTES), v128.load(nodes, 128)));
  return f32x4.add(sum, f32x4.mul(v128.load32_splat(spline, 4 * LIST_BYTES), v128.load(nodes, 192)));
}

/** 4 x 4 numbers of the field: from rows of 64 bytes to rows of LIST_BYTES. */
// @ts-ignore: decorator
@inline
function transpose4(to: usize, from: usize): void {
  const a = v128.load(from);
  const b = v128.load(from, 64);
  const c = v128.load(from, 128);
  const d = v128.load(from, 192);
  const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const ab2 = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const cd2 = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f64>(ab, cd, 0, 2));
  v128.store(to, v128.shuffle<f64>(ab, cd, 1, 3), LIST_BYTES);
  v128.store(to, v128.shuffle<f64>(ab2, cd2, 0, 2), 2 * LIST_BYTES);
  v128.store(to, v128.shuffle<f64>(ab2, cd2, 1, 3), 3 * LIST_BYTES);
}

/** For each of 28 pixels, the first of the four nodes that affect it, and their weights in a uniform cubic B-spline. */
function findSplines(to: usize, phase: f32, nodesToPixel: f32): void {
  for (let pixel = 0; pixel < SIDE; pixel += 4) {
    const pixels = f32x4.add(f32x4.splat(<f32>pixel), f32x4(0, 1, 2, 3));
    const place = f32x4.add(f32x4.mul(pixels, f32x4.splat(nodesToPixel)), f32x4.splat(phase));
    const first = f32x4.floor(place);
    const t = f32x4.sub(place, first);
    const u = f32x4.sub(f32x4.splat(1), t);
    const at = to + (<usize>pixel << 2);
    v128.store(at, i32x4.trunc_sat_f32x4_s(first));
    v128.store(at, outer(u), LIST_BYTES);
    v128.store(at, inner(t), 2 * LIST_BYTES);
    v128.store(at, inner(u), 3 * LIST_BYTES);
    v128.store(at, outer(t), 4 * LIST_BYTES);
  }
}

/** t^3 / 6. */
// @ts-ignore: decorator
@inline
function outer(t: v128): v128 {
  return f32x4.mul(f32x4.mul(f32x4.mul(t, t), t), f32x4.splat(<f32>(1.0 / 6.0)));
}

/** 2/3 - t^2 (1 - t/2). */
// @ts-ignore: decorator
@inline
function inner(t: v128): v128 {
  const fall = f32x4.sub(f32x4.splat(1), f32x4.mul(t, f32x4.splat(0.5)));
  return f32x4.sub(f32x4.splat(<f32>(2.0 / 3.0)), f32x4.mul(f32x4.mul(t, t), fall));
}
