/** `nn import`: converts a network trained by another program to a model file. */

import { basename, dirname, extname, join } from 'node:path';
import { ModelError, UsageError } from '../../errors.ts';
import type { ImportFormat } from '../../exchange/import-formats.ts';
import type { Imported, ImportOptions } from '../../exchange/import-options.ts';
import { type Command, type Context, defineCommand, type Invocation } from '../shared/command.ts';
import { confirmOutput } from '../shared/confirm-output.ts';
import { commonFlags } from '../shared/flags.ts';
import { saveModel } from '../shared/output-path.ts';
import { remarkOn } from '../shared/remark.ts';
import { count, counted } from '../terminal/numbers.ts';
import { printable } from '../terminal/printable.ts';
import { commandLine } from '../terminal/shell.ts';
import { importFlags } from './flags.ts';

const flags = { ...importFlags, ...commonFlags };

export const importCommand: Command = defineCommand({
  name: 'import',
  about:
    'Imports a network trained with another program, from ONNX, safetensors or Keras, and writes a model file that gives ' +
    'the same answers. If it cannot be imported, the error names the operator, the node and the reason.',
  operands: ['[file]', 'the file to import: .onnx, .safetensors, .keras or .h5'],
  flags,
  examples: [
    ['nn import net.onnx --out models/net.json', 'from any program'],
    ['nn import net.safetensors --network 784-64-10', 'from PyTorch'],
    ['nn import net.keras', 'from Keras 3'],
    ['nn import net.onnx --normalize 0.1307,0.3081', 'normalized as in training'],
  ],
  run,
});

/** The size of the largest network allowed, in double precision. */
const MAX_BYTES = 250_000_000;

async function run(call: Invocation<typeof flags>, { console }: Context): Promise<number> {
  const [file, ...more] = call.operands;
  if (file === undefined) throw new UsageError('import: no file given; for example: nn import net.onnx');
  if (more.length > 0) throw new UsageError(`import: takes one file, got ${call.operands.length}`);
  const { force, network, normalize, ink } = call.flags;
  const out = call.flags.out ?? `${basename(file, extname(file))}.json`;
  const options: ImportOptions = {
    ...(network === undefined ? {} : { network }),
    ...(normalize === undefined ? {} : { normalize }),
    ...(ink === undefined ? {} : { ink: ink === '1' ? 1 : 255 }),
  };
  const { importFormat } = await import('../../exchange/import-formats.ts');
  const bytes = await readFile(file);
  const format = importFormat(bytes, file);
  const { model, notes } = await read(bytes, format, file, options);
  const replaces = await confirmOutput(out, force, console);
  const { inspect } = await import('../../network/inspection.ts');
  const { sha256, path } = await saveModel(out, replaces, model);
  const { network: net, parameters } = inspect(model);
  console.object({ file, format, model: path, sha256, network: net, loss: model.loss, parameters, notes });
  if (console.json) return 0;
  notes.forEach(remarkOn(console));
  const { paint } = console.out;
  console.result(`${paint.bold(printable(path))}  ${printable(net)}, ${counted(parameters, 'parameter')}`);
  console.result(`\nNext: ${printable(commandLine('eval', '--model', path))}`);
  return 0;
}

async function read(
  bytes: Uint8Array,
  format: ImportFormat,
  file: string,
  options: ImportOptions,
): Promise<Imported> {
  switch (format) {
    case 'onnx': {
      const { externalFilesOf, importOnnx } = await import('../../exchange/onnx/import.ts');
      return importOnnx(bytes, file, options, await filesBeside(file, externalFilesOf(bytes, file)));
    }
    case 'safetensors': {
      const { importSafetensors } = await import('../../exchange/safetensors/import.ts');
      return importSafetensors(bytes, file, options);
    }
    case 'keras': {
      const { readKerasArchive } = await import('../../exchange/keras/archive.ts');
      const { config, weights } = readKerasArchive(bytes, file);
      return readKeras(config, weights, file, options);
    }
    case 'h5':
      return readKeras(null, bytes, file, options);
  }
}

/** @param config null if the HDF5 file describes its network itself, or contains only weights */
async function readKeras(
  config: string | null,
  weights: Uint8Array,
  file: string,
  options: ImportOptions,
): Promise<Imported> {
  const [{ Hdf5Reader }, { importKeras }] = await Promise.all([
    import('../../node/hdf5-reader.ts'),
    import('../../exchange/keras/import.ts'),
  ]);
  const reader = new Hdf5Reader();
  try {
    return importKeras(config, await reader.read(weights, file), file, options);
  } finally {
    await reader.close();
  }
}

/** External data of an ONNX model: only files next to it, whatever it says. */
async function filesBeside(file: string, names: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  if (names.length > 1) {
    throw new ModelError(
      `${file}: its numbers are in ${count(names.length)} files; save it with them in one`,
    );
  }
  for (const name of names) {
    if (name !== basename(name) || name.includes('\\') || name === '..') {
      throw new ModelError(
        `${file}: its numbers are in ${JSON.stringify(name)}, which is not a file beside it`,
      );
    }
    files.set(name, await readFile(join(dirname(file), name)));
  }
  return files;
}

async function readFile(path: string): Promise<Uint8Array> {
  const { explainSystemError, readBounded } = await import('../../node/files.ts');
  try {
    return await readBounded(path, MAX_BYTES);
  } catch (error) {
    throw new ModelError(`${path}: cannot be read: ${explainSystemError(error)}`, { cause: error });
  }
}
