/** The folder that fetched data sets are kept in, each in a folder of its own name. */

import { userFolder } from '../user-folders.ts';

/**
 * `choice`, or else what the environment variable `NN_DATA_DIR` says, or else the folder that the system has for the
 * data of a user's programs, or else, for a user without a home, `nn-data` in the current folder.
 */
export async function dataFolder(choice?: string): Promise<string> {
  return choice || process.env.NN_DATA_DIR || ((await userFolder('data')) ?? 'nn-data');
}
