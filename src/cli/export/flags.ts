/** The flags of `nn export`. */

import { type ExportFormat, exportFormats, weightTypes } from '../../exchange/export-formats.ts';
import { dataDirFlag, type Flag, forceFlag, oneOf, path } from '../shared/flags.ts';
import { testDataFlag } from '../shared/test-data-flag.ts';

const START = 'Basics:';
const QUANTIZE = 'Smaller C:';

export interface ExportFlags {
  readonly format: Flag<ExportFormat | undefined>;
  readonly out: Flag<string | undefined>;
  readonly force: Flag<boolean>;
  readonly quantize: Flag<'int8' | undefined>;
  readonly data: Flag<string>;
  readonly dataDir: Flag<string | undefined>;
}

export const exportFlags: ExportFlags = {
  format: {
    term: '--format <name>',
    text: 'the format; c is a header file with the network and its weights',
    hint: `${exportFormats.join(', ')}; default: by the extension of --out, or else onnx`,
    group: START,
    fallback: undefined,
    parse: oneOf('--format', exportFormats),
  },
  out: {
    term: '--out <file>',
    aliases: ['-o'],
    text: 'the file to write',
    hint: '- for standard output; default: the name of the model with the extension of the format, in this folder',
    group: START,
    fallback: undefined,
    parse: path('--out'),
  },
  force: { ...forceFlag, group: START },
  quantize: {
    term: '--quantize <type>',
    text: 'quantize the weights to 8 bits, a quarter of the size; prints the loss of accuracy on the digits of --data',
    hint: 'int8; default: float32, lossless',
    group: QUANTIZE,
    fallback: undefined,
    parse: oneOf('--quantize', weightTypes.slice(1) as ['int8']),
  },
  data: { ...testDataFlag, group: QUANTIZE },
  dataDir: { ...dataDirFlag, group: QUANTIZE },
};
