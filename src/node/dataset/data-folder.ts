/** The folder of downloaded data sets, each in a subfolder of its name. */

import { userFolder } from '../user-folders.ts';

/**
 * `choice`, or the environment variable `NN_DATA_DIR`, or the system's folder for application data of the user, or,
 * for a user without a home folder, `nn-data` in the current folder.
 */
export async function dataFolder(choice?: string): Promise<string> {
  return choice || process.env.NN_DATA_DIR || ((await userFolder('data')) ?? 'nn-data');
}
