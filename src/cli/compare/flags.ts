/** The flags of `nn compare`. */

import {
  type CommonFlags,
  commonFlags,
  dataDirFlag,
  type Flag,
  type FlagsOf,
  type SpeedFlags,
  speedFlags,
} from '../shared/flags.ts';
import { type ImageFlags, imageFlags } from '../shared/image-flags.ts';
import { testDataFlag } from '../shared/test-data-flag.ts';

export type CompareFlags = FlagsOf<
  CommonFlags &
    SpeedFlags &
    ImageFlags & { readonly data: Flag<string>; readonly dataDir: typeof dataDirFlag }
>;

export const compareFlags: CompareFlags = {
  data: testDataFlag,
  dataDir: dataDirFlag,
  ...imageFlags,
  ...speedFlags,
  ...commonFlags,
};
