/** The flags of `nn data fetch`. */

import {
  type CommonFlags,
  commonFlags,
  dataDirFlag,
  type Flag,
  type FlagsOf,
  seconds,
  webAddress,
} from '../../shared/flags.ts';

const GROUP = 'Data sets:';
/** `DEFAULT_TIMEOUT` of the library, which is not loaded for a help text; a test compares the two. */
export const TIMEOUT = 30;

export type FetchFlags = FlagsOf<
  CommonFlags & {
    readonly dataDir: typeof dataDirFlag;
    readonly mirror: Flag<string | undefined>;
    readonly timeout: Flag<number>;
  }
>;

export const fetchFlags: FetchFlags = {
  dataDir: dataDirFlag,
  mirror: {
    term: '--mirror <url>',
    text: 'download from this address instead: a folder with the same files',
    hint: '',
    group: GROUP,
    fallback: undefined,
    parse: webAddress('--mirror'),
  },
  timeout: {
    term: '--timeout <seconds>',
    text: 'how long to wait for a server before trying the next one',
    hint: `default ${TIMEOUT}`,
    group: GROUP,
    fallback: TIMEOUT,
    parse: seconds('--timeout'),
  },
  ...commonFlags,
};
