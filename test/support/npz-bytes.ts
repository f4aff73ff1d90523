/** Makes NumPy arrays and archives of them, valid and invalid ones. */

import { zipSync } from 'fflate';

export interface NpyFields {
  /** In NumPy's notation: `|u1`, `<f4`. */
  readonly descr?: string;
  readonly shape: readonly number[];
  readonly fortran?: boolean;
  readonly elements: Uint8Array;
}

/** The bytes of an array in version 1, without any checks. */
export function npyBytes({ descr = '|u1', shape, fortran = false, elements }: NpyFields): Uint8Array {
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const dictionary = `{'descr': '${descr}', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': (${sizes}), }`;
  const header = dictionary.padEnd(Math.ceil((dictionary.length + 11) / 64) * 64 - 11).concat('\n');
  const head = Buffer.concat([
    Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, header.length & 255, header.length >> 8]),
    Buffer.from(header, 'latin1'),
  ]);
  return new Uint8Array(Buffer.concat([head, elements]));
}

export function npzBytes(arrays: Readonly<Record<string, NpyFields>>): Uint8Array {
  const files = Object.entries(arrays).map(([name, fields]) => [`${name}.npy`, npyBytes(fields)] as const);
  return zipSync(Object.fromEntries(files));
}
