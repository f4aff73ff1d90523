/** Makes IDX files, valid and invalid ones. */
export interface IdxFields {
  readonly type?: number;
  readonly dimensions?: readonly number[];
  readonly elements?: Uint8Array;
}

/** The bytes of an IDX file with these dimensions, without any checks. */
export function idxBytes({
  type = 0x08,
  dimensions = [],
  elements = new Uint8Array(),
}: IdxFields): Uint8Array {
  const bytes = new Uint8Array(4 + 4 * dimensions.length + elements.length);
  const view = new DataView(bytes.buffer);
  bytes.set([0, 0, type, dimensions.length]);
  for (const [i, size] of dimensions.entries()) view.setUint32(4 + 4 * i, size);
  bytes.set(elements, 4 + 4 * dimensions.length);
  return bytes;
}

/** `count` images of 28x28, all different. */
export function idxImages(count: number): Uint8Array {
  const elements = Uint8Array.from({ length: count * 784 }, (_, i) => (i * 7 + Math.floor(i / 784)) % 256);
  return idxBytes({ dimensions: [count, 28, 28], elements });
}

export function idxLabels(...labels: readonly number[]): Uint8Array {
  return idxBytes({ dimensions: [labels.length], elements: Uint8Array.from(labels) });
}
