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
import { type ReportFlags, reportFlags } from '../shared/report-flags.ts';
import { testDataFlag } from '../shared/test-data-flag.ts';

export type CompareFlags = FlagsOf<
  CommonFlags &
    SpeedFlags &
    ReportFlags &
    ImageFlags & { readonly data: Flag<string>; readonly dataDir: typeof dataDirFlag }
>;

export const compareFlags: CompareFlags = {
  data: testDataFlag,
  ...reportFlags,
  dataDir: dataDirFlag,
  ...imageFlags,
  ...speedFlags,
  ...commonFlags,
};
