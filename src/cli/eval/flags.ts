/** The flags of `nn eval`. */

import { exitCodes } from '../../errors.ts';
import {
  type CommonFlags,
  commonFlags,
  dataDirFlag,
  type Flag,
  type FlagsOf,
  realNumber,
  type SpeedFlags,
  speedFlags,
} from '../shared/flags.ts';
import { type ImageFlags, imageFlags } from '../shared/image-flags.ts';
import { modelsFlag } from '../shared/model-flags.ts';
import { type ReportFlags, reportFlags } from '../shared/report-flags.ts';
import { testDataFlag } from '../shared/test-data-flag.ts';

const START = 'Basics:';
const MORE = 'More figures:';

export type EvalFlags = FlagsOf<
  CommonFlags &
    SpeedFlags &
    ReportFlags &
    ImageFlags & {
      readonly model: Flag<readonly string[] | undefined>;
      readonly data: Flag<string>;
      readonly minAccuracy: Flag<number | undefined>;
      readonly details: Flag<boolean>;
      readonly robustness: Flag<boolean>;
      readonly dataDir: typeof dataDirFlag;
    }
>;

export const evalFlags: EvalFlags = {
  model: modelsFlag('the model to evaluate', START),
  data: testDataFlag,
  minAccuracy: {
    term: '--min-accuracy <accuracy>',
    text: `exit with code ${exitCodes.gate} if the accuracy is lower, such as 0.97`,
    hint: '0 to 1, default: no minimum',
    group: START,
    fallback: undefined,
    parse: realNumber('--min-accuracy', { from: 0, to: 1 }),
  },
  details: {
    term: '--details',
    text: 'confusion matrix, precision, recall and F1 of each class, calibration, and more mistakes',
    hint: '',
    group: MORE,
    fallback: false,
  },
  robustness: {
    term: '--robustness',
    text: 'accuracy on distorted images: shifted, rotated, scaled, of thinner or thicker strokes, noisy, inverted',
    hint: '',
    group: MORE,
    fallback: false,
  },
  ...reportFlags,
  dataDir: dataDirFlag,
  ...imageFlags,
  ...speedFlags,
  ...commonFlags,
};
