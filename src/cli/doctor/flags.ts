/** The flags of `nn doctor`. */

import { type CommonFlags, commonFlags, dataDirFlag, type Flag, type FlagsOf } from '../shared/flags.ts';

export type DoctorFlags = FlagsOf<
  { readonly speed: Flag<boolean> } & CommonFlags & { readonly dataDir: typeof dataDirFlag }
>;

export const doctorFlags: DoctorFlags = {
  speed: {
    term: '--no-speed',
    text: 'leave out the speed check, which takes two seconds',
    hint: '',
    group: 'Basics:',
    fallback: true,
  },
  dataDir: dataDirFlag,
  ...commonFlags,
};
