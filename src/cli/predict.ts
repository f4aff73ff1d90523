/** `nn predict`: reads the digit in each picture. */

import { exitCodes, NnError, PictureError } from '../errors.ts';
import type { Prediction } from '../network/predict.ts';
import { type Call, type Command, type Context, defineCommand } from './command.ts';
import { CommandLineError } from './command-line-error.ts';
import { DEFAULT_MODEL } from './defaults.ts';
import { findModel } from './model-path.ts';
import { commonFlags, type Flag, path } from './options.ts';
import { probabilityLines } from './terminal/bars.ts';
import type { Console } from './terminal/console.ts';
import { percent } from './terminal/numbers.ts';
import { pictureLines } from './terminal/picture.ts';
import { printable } from './terminal/printable.ts';

const SIDE = 28;
const PIXELS: number = SIDE * SIDE;
const GAP = '   ';
/** Below this there is no room for bars beside the picture. */
const LEAST_BARS = 14;

/** Decoded at the same time, and read by the net in one go; answers come in the order asked for. */
const AT_ONCE = 16;

const flags = {
  model: {
    term: '--model <file>',
    text: 'the model to read with',
    hint: `default ${DEFAULT_MODEL}, or else the one that ships with nn`,
    group: 'To begin with:',
    fallback: undefined,
    parse: path('--model'),
  } as Flag<string | undefined>,
  ...commonFlags,
};

export const predictCommand: Command = defineCommand({
  name: 'predict',
  about:
    'Reads the digit in each picture: photos, scans and drawings, dark on light or light on dark. On a terminal it ' +
    'shows what the net saw and how sure it is; in a pipe it prints the digits alone, one a line.',
  operands: ['[image...]', 'PNG, JPEG, WebP, GIF or TIFF files, each with one digit'],
  flags,
  examples: [
    ['nn predict photo.png', 'one picture'],
    ['nn predict digits/*.jpg --json', 'many, a JSON object each'],
    ['nn predict scan.tif --model models/full.json', 'with another model'],
  ],
  run,
});

interface Seen {
  readonly image: string;
  /** What the net gets to see, or why it does not. */
  readonly pixels: Uint8Array | NnError;
}

async function run(call: Call<typeof flags>, { console }: Context): Promise<number> {
  const { operands } = call;
  if (operands.length === 0) {
    throw new CommandLineError('predict: no picture given', 'For example: nn predict photo.png');
  }
  const modelPath = findModel(call.flags.model, (line) => console.remark(printable(line)));
  if (console.out.terminal) console.remark(`Reading with ${printable(modelPath)}`);
  const [{ readPicture }, { toMnistForm }, { predict }, { readModel }] = await Promise.all([
    import('../image/decode.ts'),
    import('../image/digit.ts'),
    import('../network/predict.ts'),
    import('../network/model-store.ts'),
  ]);
  const model = await readModel(modelPath);

  async function see(image: string): Promise<Seen> {
    try {
      const { picture } = await readPicture(image);
      const { pixels, blank, decisions } = toMnistForm(picture);
      if (!blank) return { image, pixels };
      return { image, pixels: new PictureError(`${image} shows no digit: ${decisions.reason}`) };
    } catch (error) {
      if (error instanceof NnError) return { image, pixels: error };
      throw error;
    }
  }

  let exitCode = 0;
  for (let start = 0; start < operands.length; start += AT_ONCE) {
    const seen = await Promise.all(operands.slice(start, start + AT_ONCE).map(see));
    const readable = seen.flatMap(({ pixels }) => (pixels instanceof NnError ? [] : [pixels]));
    const joined = new Uint8Array(readable.length * PIXELS);
    for (const [n, pixels] of readable.entries()) joined.set(pixels, n * PIXELS);
    const predictions = (await predict(model, joined)).values();
    for (const { image, pixels } of seen) {
      if (pixels instanceof NnError) {
        exitCode = exitCodes.picture;
        console.object({ image, error: { kind: pixels.kind, message: pixels.message } });
        console.error(pixels.message);
      } else {
        tell(image, pixels, predictions.next().value!, console);
      }
    }
  }
  return exitCode;
}

function tell(image: string, pixels: Uint8Array, prediction: Prediction, console: Console): void {
  const { digit, confidence, probabilities } = prediction;
  console.object({ image, digit, confidence, probabilities });
  const { terminal, paint, columns } = console.out;
  if (!terminal) {
    console.result(String(digit));
    return;
  }
  const title = `${printable(image)}: ${paint.bold(String(digit))} ${paint.dim(`(${percent(confidence, 1)})`)}`;
  const picture = pictureLines(pixels, SIDE, SIDE, paint, console.blocks);
  const room = columns - SIDE - GAP.length - 1;
  const bars = probabilityLines(probabilities, digit, Math.max(room, LEAST_BARS), paint, console.blocks);
  console.result([title, ...(room < LEAST_BARS ? bars : beside(picture, bars)), ''].join('\n'));
}

/** The bars to the right of the picture, half way up. */
function beside(picture: readonly string[], bars: readonly string[]): string[] {
  const above = Math.floor((picture.length - bars.length) / 2);
  return picture.map((line, n) => `${line}${GAP}${bars[n - above] ?? ''}`.trimEnd());
}
