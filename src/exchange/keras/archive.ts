/**
 * The `.keras` format: a zip with the network as JSON and its weights as HDF5.
 * https://keras.io/guides/serialization_and_saving/
 */

import { unzipSync } from 'fflate';
import { cut, ModelError } from '../../errors.ts';

export interface KerasArchive {
  readonly config: string;
  /** HDF5. */
  readonly weights: Uint8Array;
}

/** Maximum unpacked bytes of each part. */
const parts = { 'config.json': 10_000_000, 'model.weights.h5': 250_000_000 } as const;
type Part = keyof typeof parts;

/**
 * @param name the source of the bytes, for messages
 * @throws ModelError if it is not such a zip, or a part is too large
 */
export function readKerasArchive(bytes: Uint8Array, name: string): KerasArchive {
  const files = unzip(bytes, name);
  const part = (file: Part): Uint8Array => {
    const found = files[file];
    if (found === undefined) {
      throw new ModelError(`${name}: is a zip without ${file}; a .keras file of Keras 3 has one`);
    }
    return found;
  };
  return { config: new TextDecoder().decode(part('config.json')), weights: part('model.weights.h5') };
}

/** Other programs' zips, by the name of a file in them. */
const others: readonly (readonly [file: RegExp, what: string])[] = [
  [
    /(^|\/)data\.pkl$/,
    'is a checkpoint of PyTorch, a pickle that could run arbitrary code; save it with safetensors.torch.save_file, or export it to ONNX',
  ],
  [/\.npy$/, 'holds arrays of NumPy and no network; export the network to ONNX'],
];

function unzip(bytes: Uint8Array, name: string): Partial<Record<string, Uint8Array>> {
  try {
    return unzipSync(bytes, {
      filter({ name: file, originalSize }) {
        const other = others.find(([pattern]) => pattern.test(file));
        if (other !== undefined) throw new ModelError(`${name}: ${other[1]}`);
        if (!Object.hasOwn(parts, file)) return false;
        const most = parts[file as Part];
        if (originalSize <= most) return true;
        throw new Error(`its ${file} has ${originalSize} bytes, and at most ${most} are allowed`);
      },
    });
  } catch (error) {
    if (error instanceof ModelError) throw error;
    throw new ModelError(`${name}: not a zip that can be read: ${cut((error as Error).message)}`, {
      cause: error,
    });
  }
}
