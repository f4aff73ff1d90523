/** How much Deflate can pack, against stated sizes that are invalid. */

/** It packs 258 bytes into two bits at best (RFC 1951, 3.2.5): n bytes unpack to fewer than 1032 n. */
export const MAX_DEFLATE_RATIO = 1032;

/** Whether an entry of a zip archive can unpack to as many bytes as the archive states, which may be NaN. */
export function canUnpackTo(packed: number, unpacked: number): boolean {
  return unpacked >= 0 && unpacked <= packed * MAX_DEFLATE_RATIO + 64;
}
