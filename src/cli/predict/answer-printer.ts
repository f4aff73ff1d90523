/** Prints answers and errors of `nn predict` in the requested format. */

import type { NnError } from '../../errors.ts';
import { recognitionObject } from '../../image/recognition-object.ts';
import { digitsOf, lowestConfidence, numberConfidence, type Recognition } from '../../image/recognize.ts';
import { modelFlagHint } from '../shared/model-path.ts';
import type { Console } from '../terminal/console.ts';
import { doubtNote, EVEN, type Minimum, plainLine, shortAnswer } from './answer-text.ts';
import type { Answers } from './answers.ts';
import type { PredictValues } from './flags.ts';
import { type DrawPicture, pictureDrawer } from './picture.ts';

interface Asked {
  /** The paths of the models, for JSON. */
  readonly model: string;
  /** Whether lines include names. */
  readonly several: boolean;
}

export class AnswerPrinter {
  readonly #answers: Answers;
  readonly #minimum: Minimum;
  readonly #byLine: boolean;
  readonly #asked: Asked;
  readonly #console: Console;
  /** On a terminal that shows images. */
  readonly #draw: DrawPicture | null;
  /** Of plain answers. */
  #count = 0;
  #doubtful = 0;

  constructor(
    answers: Answers,
    { minConfidence, lines, picture }: Pick<PredictValues, 'minConfidence' | 'lines' | 'picture'>,
    asked: Asked,
    console: Console,
  ) {
    this.#answers = answers;
    this.#minimum = minConfidence ?? null;
    this.#byLine = lines;
    this.#asked = asked;
    this.#console = console;
    this.#draw = answers.form === 'terminal' ? pictureDrawer(picture, console) : null;
  }

  /** Prints the header, if the format has one. */
  begin(): void {
    if (this.#answers.form === 'csv') this.#answers.row('image', 'digit', 'confidence', 'number');
  }

  /** Says of plain answers how many are in doubt, unless `--min-confidence` marks them. */
  end(): void {
    if (this.#doubtful === 0 || this.#minimum !== null) return;
    this.#console.info(doubtNote(this.#doubtful, this.#count));
  }

  /** @param saved files with the inputs of the network, one per digit */
  async recognized(
    image: string,
    recognition: Recognition,
    saved: readonly (string | null)[],
  ): Promise<void> {
    const minimum = this.#minimum;
    const { model, several } = this.#asked;
    switch (this.#answers.form) {
      case 'json': {
        const object = recognitionObject(image, recognition, { minConfidence: minimum, saved: [...saved] });
        this.#answers.object({ ...object, model });
        return;
      }
      case 'csv': {
        const confidence = numberConfidence(digitsOf(recognition));
        const answer = shortAnswer(recognition, minimum);
        const digit = recognition.kind === 'digit' ? answer : '';
        this.#answers.row(image, digit, confidence.toFixed(4), answer);
        return;
      }
      case 'plain': {
        const { lines } = recognition;
        this.#count++;
        if (lowestConfidence(digitsOf(recognition)) < EVEN) this.#doubtful++;
        const all = this.#byLine ? lines.map((line) => ({ lines: [line] })) : [recognition];
        for (const one of all) this.#answers.line(plainLine(image, shortAnswer(one, minimum), several));
        return;
      }
      case 'terminal': {
        const { printRecognition } = await import('./output.ts');
        await printRecognition(image, recognition, minimum, this.#console, this.#draw);
      }
    }
  }

  /** For several images, those that cannot be read also get a line, which keeps lines and images aligned. */
  failed(image: string, error: NnError): void {
    const { kind, message } = error;
    const { model, several } = this.#asked;
    const { form } = this.#answers;
    if (form === 'json') this.#answers.object({ image, error: { kind, message }, model });
    if (form === 'csv') this.#answers.row(image, '', '', '');
    if (form === 'plain' && several) this.#answers.line(plainLine(image, '', true));
    this.#console.error(message, modelFlagHint(image));
  }
}
