/** Detects the format of a file by its first bytes. */

import { isNpy } from '../dataset/npy.ts';
import { ModelError } from '../errors.ts';
import { isImageStart } from '../image/decode/image-format.ts';

export const importFormats = ['onnx', 'safetensors', 'keras', 'h5'] as const;
export type ImportFormat = (typeof importFormats)[number];

/** The end of the errors for files that are no models of these formats. */
export const SUPPORTED = 'nn import supports ONNX, safetensors and Keras files';

const starts = (bytes: Uint8Array, text: string, at = 0): boolean =>
  Array.from(text).every((character, k) => bytes[at + k] === character.charCodeAt(0));

const others: readonly (readonly [is: (bytes: Uint8Array) => boolean, what: string])[] = [
  [
    (bytes) => starts(bytes, 'TFL3', 4),
    'a TensorFlow Lite model; import the Keras model that it was made of',
  ],
  [
    (bytes) => bytes[0] === 0x80 && bytes[1] >= 2 && bytes[1] <= 5,
    'a pickle, which could run arbitrary code',
  ],
  [(bytes) => starts(bytes, '{') || starts(bytes, '\n{'), 'JSON; a model file of nn needs no import'],
  [isImageStart, 'a picture; nn predict reads it'],
  [isNpy, 'an array of NumPy and no network'],
  [(bytes) => starts(bytes, '\x1f\x8b'), 'packed by gzip; unpack it first'],
  [(bytes) => starts(bytes, 'GGUF'), 'a GGUF file of a language model'],
  [
    (bytes) => starts(bytes, 'version https://git-lfs'),
    'a pointer of Git LFS and not the file itself; fetch that with `git lfs pull`',
  ],
  [(bytes) => starts(bytes, '<'), 'a web page or XML and not a model; download the file itself'],
  [isText, 'text and not a model'],
];

/** No ONNX file begins so: its numbers of fields and lengths are below 32. */
function isText(bytes: Uint8Array): boolean {
  try {
    const head = new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, 32), { stream: true });
    return head !== '' && /^[\t\n\r\x20-\x7e\x80-\u{10ffff}]*$/u.test(head);
  } catch {
    return false;
  }
}

/**
 * ONNX files have no magic number, so this is the fallback.
 * @param name the source of the bytes, for messages
 * @throws ModelError for known formats that are not supported
 */
export function importFormat(bytes: Uint8Array, name: string): ImportFormat {
  if (starts(bytes, '\x89HDF\r\n\x1a\n')) return 'h5';
  if (starts(bytes, 'PK\x03\x04')) return 'keras';
  if (bytes.length > 9 && bytes[8] === 0x7b && bytes[5] === 0 && bytes[6] === 0 && bytes[7] === 0)
    return 'safetensors';
  const other = others.find(([is]) => is(bytes));
  if (other !== undefined) {
    throw new ModelError(`${name}: is ${other[1]}; ${SUPPORTED}`);
  }
  if (bytes.length === 0) throw new ModelError(`${name}: is empty`);
  return 'onnx';
}
