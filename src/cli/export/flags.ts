/** The flags of `nn export`. */

import { type ExportFormat, exportFormats, weightTypes } from '../../exchange/export-formats.ts';
import { dataDirFlag, type Flag, oneOf, path } from '../shared/flags.ts';
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
    text: 'what to write',
    hint: `${exportFormats.join(', ')}; default: what the end of --out says, or else onnx`,
    group: START,
    fallback: undefined,
    parse: oneOf('--format', exportFormats),
  },
  out: {
    term: '--out <file>',
    aliases: ['-o'],
    text: 'where to write it',
    hint: 'default: the name of the model with the end of the format, in this folder',
    group: START,
    fallback: undefined,
    parse: path('--out'),
  },
  force: {
    term: '--force',
    text: 'replace a file that is there',
    hint: '',
    group: START,
    fallback: false,
  },
  quantize: {
    term: '--quantize <type>',
    text: 'weights of 8 bits, a quarter of the size, and what accuracy that costs on the digits of --data',
    hint: 'int8; default: 32 bits, and nothing lost',
    group: QUANTIZE,
    fallback: undefined,
    parse: oneOf('--quantize', weightTypes.slice(1) as ['int8']),
  },
  data: { ...testDataFlag, group: QUANTIZE },
  dataDir: { ...dataDirFlag, group: QUANTIZE },
};
