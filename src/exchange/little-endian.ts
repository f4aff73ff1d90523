/** The bytes of float32 numbers, least significant first on every machine. */
export function littleEndian(numbers: Float32Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(numbers.length * 4));
  for (let k = 0; k < numbers.length; k++) view.setFloat32(k * 4, numbers[k], true);
  return new Uint8Array(view.buffer);
}
