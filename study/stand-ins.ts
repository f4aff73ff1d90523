/**
 * Images of digits that stand in for those of users: each is made from an MNIST digit with a seed, and preprocessed
 * like any other image.
 */

import sharp from 'sharp';
import type { LabelledImages } from '../src/dataset/dataset.ts';
import type { RasterImage } from '../src/image/image.ts';
import { preprocess } from '../src/image/preprocess.ts';
import { decodeImage } from '../src/node/decode.ts';
import { paperScene } from '../synthetic/paper.ts';
import { scanDigit, scanKinds } from '../synthetic/scans.ts';
import { scenes } from '../synthetic/scenes.ts';

/** Makes an image of a digit. */
export type Make = (digit: Uint8Array, seed: number, index: number) => RasterImage | Promise<RasterImage>;

/** How to make an image from a digit, by name. */
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

/** A digit as dark ink on white paper, `side` pixels wide and high, encoded as PNG and decoded again. */
export async function paperPng(digit: Uint8Array, side: number): Promise<RasterImage> {
  const paper = digit.map((ink) => 255 - ink);
  const file = await sharp(paper, { raw: { width: 28, height: 28, channels: 1 } })
    .resize(side, side)
    .png()
    .toBuffer();
  return (await decodeImage(file, 'digit.png')).picture;
}

/** From an image to the input of the network: 784 bytes. */
export type Preprocessor = (picture: RasterImage) => Uint8Array | Promise<Uint8Array>;

/** The complete preprocessing. A blank image becomes zeros, and counts with the answer of the network to them. */
export const preprocessed: Preprocessor = (picture) => preprocess(picture).pixels;

/**
 * Makes `count` images of a kind once, and preprocesses them in each of these ways. Digits are taken in turn.
 * @param seed of the images; those used in development have seeds below 1000
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
