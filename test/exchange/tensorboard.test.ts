/** Event files, byte for byte those of TensorBoard 2.21's own writer, whose bytes are below. */

import { describe, expect, test } from 'vitest';
import { crc32c } from '../../src/exchange/tensorboard/crc32c.ts';
import { eventFileStart, imageEvent, scalarEvent } from '../../src/exchange/tensorboard/events.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('an event file', () => {
  test('has the checksums of RFC 3720, B.4', () => {
    expect(crc32c(new TextEncoder().encode('123456789'))).toBe(0xe3069283);
    expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
    expect(crc32c(new Uint8Array(32).fill(255))).toBe(0x62a8ab43);
    expect(crc32c(new Uint8Array(0))).toBe(0);
  });

  test('begins with its version, and where a session goes on', () => {
    expect(hex(eventFileStart(1.5, 7))).toBe(
      '1800000000000000a37f4b2209000000000000f83f1a0d627261696e2e4576656e743a322a28646c' +
        '0f000000000000006d532b0909000000000000f83f10073a020801774771c7',
    );
  });

  test('has numbers, and images', () => {
    expect(hex(scalarEvent(1.5, 3, { loss: 0.25 }))).toBe(
      '1a00000000000000129bd82d09000000000000f83f10032a0d0a0b0a046c6f7373150000803ed054b255',
    );
    const png = Uint8Array.of(1, 2, 3);
    expect(hex(imageEvent(1.5, 3, 'first_layer/neurons', { width: 300, height: 2, png }))).toBe(
      '3200000000000000241956ec09000000000000f83f10032a250a230a1366697273745f6c617965722f6e6575726f6e73220c080210ac02180322030102032dbb9e63',
    );
  });

  test('has a number that is 0 all the same', () => {
    expect(hex(scalarEvent(1.5, 0, { loss: 0 }))).toContain('1500000000');
  });
});
