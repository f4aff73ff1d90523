/** `nn export`: exports a model to formats of other programs. */

import { basename, extname } from 'node:path';
import { SystemError, UsageError } from '../../errors.ts';
import { type ExportFormat, extensions, formatOfName } from '../../exchange/export-formats.ts';
import type { Model } from '../../network/model.ts';
import { type Command, type Context, defineCommand, type Invocation } from '../shared/command.ts';
import { confirmOutput } from '../shared/confirm-output.ts';
import { DEFAULT_MODEL } from '../shared/defaults.ts';
import { commonFlags, STDOUT, speedFlags } from '../shared/flags.ts';
import { findModel, warnIfTrainedOn } from '../shared/model-path.ts';
import { openData } from '../shared/open-data.ts';
import { remarkOn } from '../shared/remark.ts';
import { openTestSplit } from '../shared/test-split.ts';
import { withKernels } from '../shared/with-kernels.ts';
import type { Console } from '../terminal/console.ts';
import { exportFlags } from './flags.ts';

const flags = { ...exportFlags, ...speedFlags, ...commonFlags };
type Call = Invocation<typeof flags>;

export const exportCommand: Command = defineCommand({
  name: 'export',
  about:
    'Writes a model for other programs: ONNX for every runtime that reads it, safetensors for PyTorch, a C header for ' +
    'microcontrollers and any platform with a compiler, JavaScript for pages, one HTML page to draw and recognise digits. ' +
    'All give the same answers as nn.',
  operands: ['[model]', `the model to export; default ${DEFAULT_MODEL}, or else the bundled one`],
  flags,
  examples: [
    ['nn export --out digits.onnx', 'your last model'],
    ['nn export models/full.json --format safetensors', 'for PyTorch'],
    ['nn export --format c --quantize int8', 'C, a quarter of the size'],
    ['nn export --out digits.mjs', 'a JavaScript module'],
    ['nn export --out digits.html', 'a page to draw digits'],
  ],
  run,
});

async function run(call: Call, { console }: Context): Promise<number> {
  const [asked, ...more] = call.operands;
  if (more.length > 0) throw new UsageError(`export: takes one model, got ${call.operands.length}`);
  const { quantize, force } = call.flags;
  const format = formatOf(call.flags.format, call.flags.out, quantize !== undefined);
  const onRemark = remarkOn(console);
  const path = findModel(asked, onRemark);
  const out = call.flags.out ?? `${basename(path, extname(path))}${extensions[format][0]}`;
  const [{ readModel }, { exportModel }, { writeAtomic, explainSystemError }, output] = await Promise.all([
    import('../../node/model-store.ts'),
    import('../../exchange/export.ts'),
    import('../../node/files.ts'),
    import('./output.ts'),
  ]);
  const model = await readModel(path);
  if (out !== STDOUT) await confirmOutput(out, force, console);
  else if (console.json) throw new UsageError('--out: standard output (-) cannot be combined with --json');
  else if (console.out.terminal)
    throw new UsageError('--out: standard output (-) is a terminal; redirect it');
  const cost = quantize === undefined ? null : await costOf(call, model, path, console);
  const pieces = [...(format === 'html' ? await pageOf(model, path) : exportModel(model, format, quantize))];
  if (out === STDOUT) {
    for (const piece of pieces) console.out.stream.write(piece);
    return 0;
  }
  const bytes = pieces.reduce((sum, piece) => sum + piece.length, 0);
  let sha256: string;
  try {
    sha256 = await writeAtomic(out, pieces);
  } catch (error) {
    throw new SystemError(`${out}: cannot be written: ${explainSystemError(error)}`, { cause: error });
  }
  const exported = { model: path, format, file: out, bytes, sha256, quantization: cost };
  console.object(exported);
  if (!console.json) console.result(output.exportText(exported, model, console.out.paint));
  return 0;
}

async function pageOf(model: Model, path: string): Promise<Iterable<string>> {
  const [{ exportHtml }, { readPageFiles }, { shippedModelFile }] = await Promise.all([
    import('../../exchange/html/export.ts'),
    import('../../node/page-files.ts'),
    import('../../node/shipped-model-file.ts'),
  ]);
  return exportHtml(model, await readPageFiles(), path === shippedModelFile ? null : basename(path));
}

function formatOf(
  given: ExportFormat | undefined,
  out: string | undefined,
  quantized: boolean,
): ExportFormat {
  const format = given ?? (out === undefined || out === STDOUT ? null : formatOfName(out));
  if (format === null && out !== undefined && out !== STDOUT) {
    const known = Object.values(extensions).map(([first]) => first);
    const list = `${known.slice(0, -1).join(', ')} or ${known.at(-1)}`;
    throw new UsageError(`--out: ${out} has no extension of a known format: use ${list}, or add --format`);
  }
  const chosen = format ?? (quantized ? 'c' : 'onnx');
  if (quantized && chosen !== 'c') throw new UsageError(`--quantize: works with --format c, not ${chosen}`);
  return chosen;
}

/** Accuracy with 8-bit and with 32-bit weights, on digits that the model was not trained on. */
async function costOf(
  call: Call,
  model: Model,
  path: string,
  console: Console,
): Promise<{ data: string; count: number; accuracy: number; quantizedAccuracy: number }> {
  const { data, dataDir, threads } = call.flags;
  warnIfTrainedOn(path, data, remarkOn(console));
  const [{ evaluate }, { quantizedModel }] = await Promise.all([
    import('../../evaluation/evaluate.ts'),
    import('../../exchange/quantize.ts'),
  ]);
  const images = { invert: 'auto', preprocess: true, cache: true, transpose: undefined } as const;
  const asked = { flags: { data, dataDir, threads, ...images }, given: new Set<never>() };
  const dataset = await openData(asked, { test: true }, console, null);
  const digits = openTestSplit(dataset);
  return withKernels(call.flags, console, async (kernels) => {
    const { accuracy } = await evaluate(model, digits, kernels);
    const { accuracy: quantizedAccuracy } = await evaluate(quantizedModel(model), digits, kernels);
    return { data: dataset.name, count: digits.count, accuracy, quantizedAccuracy };
  });
}
