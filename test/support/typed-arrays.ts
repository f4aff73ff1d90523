/** The bytes that a view shows, not copied. */
export const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength);

/** As `Float32Array.from({ length }, (_, k) => value(k))`, which takes V8 ten times as long. */
export function floatsOf(length: number, value: (k: number) => number): Float32Array {
  const floats = new Float32Array(length);
  for (let k = 0; k < length; k++) floats[k] = value(k);
  return floats;
}
