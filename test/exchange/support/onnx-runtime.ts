/** Runs ONNX files with ONNX Runtime. */

import { InferenceSession, Tensor } from 'onnxruntime-web';

const BATCH = 1000;

/**
 * The values of one output for each image; labels become one-hot.
 * @param images count x 784 bytes
 * @param most the value of ink: 1 or 255
 * @param shape of an image in the file
 */
export async function runOnnx(
  file: Uint8Array,
  images: Uint8Array,
  {
    output,
    most = 1,
    shape = [1, 28, 28],
  }: { output?: string; most?: number; shape?: readonly number[] } = {},
): Promise<Float32Array> {
  const session = await InferenceSession.create(file);
  const name = output ?? session.outputNames[session.outputNames.length - 1];
  const count = images.length / 784;
  const numbers = new Float32Array(count * 10);
  for (let start = 0; start < count; start += BATCH) {
    const bytes = images.subarray(start * 784, (start + BATCH) * 784);
    const pixels = Float32Array.from(bytes, (byte) => (byte / 255) * most);
    const image = new Tensor('float32', pixels, [pixels.length / 784, ...shape]);
    const out = await session.run({ [session.inputNames[0]]: image }, [name]);
    const { data } = out[name];
    if (data instanceof Float32Array) numbers.set(data, start * 10);
    else for (let n = 0; n < data.length; n++) numbers[(start + n) * 10 + Number(data[n])] = 1;
  }
  await session.release();
  return numbers;
}
