/** Before all tests: says once what this machine lacks, for which tests are skipped. */
import { noTerminal } from '../cli/support/nn.ts';
import { sharedData, withoutSharedData } from './shared-data.ts';
import { noPosix } from './system.ts';

export default function reportMissing(): void {
  const missing = [noPosix, noTerminal, sharedData('mnist') === null ? withoutSharedData('mnist') : null];
  for (const reason of missing) {
    if (reason !== null) console.log(`Tests are skipped that need what is not here: ${reason}`);
  }
}
