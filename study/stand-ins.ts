/**
 * Pictures of digits that stand in for what users have: each made from a digit of MNIST, by seed, and read back
 * through the whole way from a picture to MNIST's form.
 */

import sharp from 'sharp';
import type { LabelledImages } from '../src/dataset/dataset.ts';
import type { RasterImage } from '../src/image/image.ts';
import { preprocess } from '../src/image/preprocess.ts';
import { decodeImage } from '../src/node/decode.ts';
import { paperScene } from '../synthetic/paper.ts';
import { scanDigit, scanKinds } from '../synthetic/scans.ts';
import { scenes } from '../synthetic/scenes.ts';

type Make = (digit: Uint8Array, seed: number, index: number) => RasterImage | Promise<RasterImage>;

/** By name, how a picture is made of a digit. */
export const standIns: Readonly<Record<string, Make>> = {
  png200: (digit) => paperPng(digit, 200),
  ...Object.fromEntries(
    Object.keys(scenes).map((name): [string, Make] => [
      name,
      (digit, seed, index) => paperScene(name, digit, seed, index),
    ]),
  ),
  ...Object.fromEntries(
    scanKinds.map((kind): [string, Make] => [
      kind,
      (digit, seed, index) => scanDigit(kind, digit, seed, index),
    ]),
  ),
};

/** A digit written out as dark ink on white paper, `side` pixels a side, and read back from the PNG file. */
export async function paperPng(digit: Uint8Array, side: number): Promise<RasterImage> {
  const paper = digit.map((ink) => 255 - ink);
  const file = await sharp(paper, { raw: { width: 28, height: 28, channels: 1 } })
    .resize(side, side)
    .png()
    .toBuffer();
  return (await decodeImage(file, 'digit.png')).picture;
}

/** What the net gets to see of a picture: 784 bytes. */
export type Preprocessor = (picture: RasterImage) => Uint8Array | Promise<Uint8Array>;

/** The whole way to MNIST's form. One that is taken for blank is all zeros, and counts as what the net makes of nothing. */
export const preprocessed: Preprocessor = (picture) => preprocess(picture).pixels;

/**
 * `count` pictures of a kind, made once and seen in each of these ways. Digits are taken in turn.
 * @param seed of the pictures; those that were looked at in development have seeds below 1000
 */
export async function makeSets<Name extends string>(
  kind: string,
  digits: LabelledImages,
  count: number,
  seed: number,
  views: Readonly<Record<Name, Preprocessor>>,
): Promise<Record<Name, LabelledImages>> {
  const make = standIns[kind];
  if (make === undefined) throw new Error(`no such kind of picture: ${kind}`);
  const names = Object.keys(views) as Name[];
  const labels = Uint8Array.from({ length: count }, (_, n) => digits.labels[n % digits.count]);
  const sets = Object.fromEntries(
    names.map((name) => [name, { count, images: new Uint8Array(count * 784), labels }]),
  ) as Record<Name, LabelledImages>;
  for (let n = 0; n < count; n++) {
    const at = (n % digits.count) * 784;
    const picture = await make(digits.images.subarray(at, at + 784), seed, n);
    for (const name of names) sets[name].images.set(await views[name](picture), n * 784);
  }
  return sets;
}
