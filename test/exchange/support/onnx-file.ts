/** Small ONNX files like those of other programs. */

import { dataTypes, MODEL } from '../../../src/exchange/onnx/messages.ts';
import { writeMessage } from '../../../src/exchange/onnx/wire.ts';

export interface Graph {
  /** The shape of an image, without the batch. */
  readonly shape?: readonly number[];
  readonly nodes: readonly {
    readonly op: string;
    readonly in: readonly string[];
    readonly out: string;
    readonly ints?: Readonly<Record<string, readonly number[]>>;
    readonly int?: Readonly<Record<string, number>>;
  }[];
  readonly constants: readonly {
    readonly name: string;
    readonly dims: readonly number[];
    readonly numbers: readonly number[];
    readonly int?: boolean;
  }[];
}

/** The input is `image`, the output that of the last node. */
export function onnxFile({ shape = [1, 28, 28], nodes, constants }: Graph): Uint8Array {
  const info = (name: string, sizes: readonly number[]) => ({
    name,
    type: {
      tensorType: {
        elementType: dataTypes.float,
        shape: { dim: [{ parameter: 'N' }, ...sizes.map((value) => ({ value }))] },
      },
    },
  });
  return writeMessage(
    {
      irVersion: 8,
      graph: {
        name: 'net',
        node: nodes.map(({ op, in: input, out, ints = {}, int = {} }) => ({
          name: out,
          opType: op,
          input,
          output: [out],
          attribute: [
            ...Object.entries(ints).map(([name, list]) => ({ name, type: 7, ints: list })),
            ...Object.entries(int).map(([name, i]) => ({ name, type: 2, i })),
          ],
        })),
        initializer: constants.map(({ name, dims, numbers, int }) =>
          int
            ? { name, dims, dataType: dataTypes.int64, int64Data: numbers }
            : { name, dims, dataType: dataTypes.float, floatData: Float32Array.from(numbers) },
        ),
        input: [info('image', shape)],
        output: [info(nodes.at(-1)?.out ?? 'image', [10])],
      },
      opsetImport: [{ domain: '', version: 17 }],
    },
    MODEL,
  );
}
