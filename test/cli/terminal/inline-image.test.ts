/** The bytes that terminals are sent for an image. */

import sharp from 'sharp';
import { decode } from 'sixel';
import { describe, expect, test } from 'vitest';
import {
  areaWithin,
  besideImage,
  imageProtocolOf,
  imageSequence,
} from '../../../src/cli/terminal/inline-image.ts';
import type { RasterImage } from '../../../src/image/image.ts';
import { encodePng } from '../../../src/node/encode-png.ts';
import { Random } from '../../../src/random.ts';

/** Control characters by their names. */
const named = (text: string): string => text.replaceAll('\u001b', '<ESC>').replaceAll('\u0007', '<BEL>');

/** Noise, which does not compress: a chunk of base64 is not enough. */
const random = Random.stream(1, 'picture');
const picture: RasterImage = {
  width: 120,
  height: 60,
  channels: 3,
  data: Uint8Array.from({ length: 120 * 60 * 3 }, () => random.below(256)),
};
const area = { rows: 7, columns: 28 };

describe('the protocol', () => {
  test.each([
    [{ TERM: 'xterm-kitty' }, 'kitty'],
    [{ TERM: 'xterm-256color', KITTY_WINDOW_ID: '1' }, 'kitty'],
    [{ TERM: 'xterm-ghostty' }, 'kitty'],
    [{ TERM_PROGRAM: 'ghostty' }, 'kitty'],
    [{ TERM_PROGRAM: 'iTerm.app' }, 'iterm2'],
    [{ LC_TERMINAL: 'iTerm2' }, 'iterm2'],
    [{ TERM_PROGRAM: 'WezTerm' }, 'iterm2'],
    [{ TERM: 'xterm-256color', TERM_PROGRAM: 'vscode' }, null],
    [{}, null],
    [{ KITTY_WINDOW_ID: '1', TMUX: '/tmp/tmux-1/default,1,0' }, null],
    [{ LC_TERMINAL: 'iTerm2', TERM: 'screen-256color' }, null],
    [{ TERM_PROGRAM: 'WezTerm', STY: '1.pts' }, null],
  ])('of %o is %s', (env, protocol) => {
    expect(imageProtocolOf(env)).toBe(protocol);
  });
});

test('an image keeps its proportions, on characters that are twice as high as wide', () => {
  const most = { rows: 14, columns: 28 };
  expect(areaWithin({ width: 300, height: 300 }, most)).toEqual({ rows: 14, columns: 28 });
  expect(areaWithin({ width: 1000, height: 100 }, most)).toEqual({ rows: 1, columns: 28 });
  expect(areaWithin({ width: 50, height: 100 }, most)).toEqual({ rows: 14, columns: 14 });
  expect(areaWithin({ width: 1, height: 9999 }, most)).toEqual({ rows: 14, columns: 1 });
});

test('kitty is sent a PNG in chunks, and asked not to answer', async () => {
  const sequence = named(await imageSequence(picture, 'kitty', area, encodePng));
  const parts = Array.from(sequence.matchAll(/<ESC>_G([^;]*);([^<]*)<ESC>\\/g));
  expect(parts.map(([all]) => all).join('')).toBe(sequence);
  expect(parts.length).toBeGreaterThan(2);
  expect(parts[0][1]).toBe('a=T,f=100,q=2,c=28,r=7,m=1');
  const others = parts.slice(1).map(([, keys]) => keys);
  expect(others).toEqual(others.map((_, n) => (n === others.length - 1 ? 'm=0' : 'm=1')));
  for (const [, , chunk] of parts.slice(0, -1)) expect(chunk).toHaveLength(4096);
  const png = Buffer.from(parts.map(([, , chunk]) => chunk).join(''), 'base64');
  expect((await sharp(png).raw().toBuffer()).equals(Uint8Array.from(picture.data))).toBe(true);
});

test('iTerm2 is sent a PNG with its size in characters', async () => {
  const sequence = named(await imageSequence(picture, 'iterm2', area, encodePng));
  const [, options, base64] = /^<ESC>\]1337;File=([^:]+):([\w+/=]+)<BEL>$/.exec(sequence) ?? [];
  const png = Buffer.from(base64, 'base64');
  expect(options).toBe(`inline=1;size=${png.length};width=28;height=7;preserveAspectRatio=1`);
  expect((await sharp(png).raw().toBuffer()).equals(Uint8Array.from(picture.data))).toBe(true);
});

test('sixels show the image, and do not cover the text beside it', async () => {
  const two: RasterImage = {
    width: 400,
    height: 200,
    channels: 1,
    data: Uint8Array.from({ length: 400 * 200 }, (_, n) => (n % 400 < 200 ? 250 : 20)),
  };
  const sequence = named(await imageSequence(two, 'sixel', area, encodePng));
  expect(sequence).toMatch(/^<ESC>P0;1;q.*<ESC>\\$/s);
  const body = sequence.slice(sequence.indexOf('q') + 1, -'<ESC>\\'.length);
  const { width, height, data32 } = decode(new TextEncoder().encode(body));
  expect([width, height]).toEqual([196, 98]); // seven pixels a character
  const redAt = (x: number): number => data32[40 * width + x] & 255;
  expect(Math.abs(redAt(10) - 250)).toBeLessThan(8);
  expect(Math.abs(redAt(180) - 20)).toBeLessThan(8);
});

test('the lines beside it skip its columns, on rows that are there before', () => {
  const text = named(besideImage('<image>', { rows: 2, columns: 5 }, ['a', '', 'c'], 3));
  expect(text).toBe('\n\n\n<ESC>[3A<ESC>7<image><ESC>8<ESC>[8Ca\n\n<ESC>[8Cc');
  expect(named(besideImage('<image>', { rows: 2, columns: 5 }, [], 0))).toBe(
    '\n\n<ESC>[2A<ESC>7<image><ESC>8\n',
  );
});
