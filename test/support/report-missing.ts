/** Runs before all tests: reports once why tests are skipped on this machine. */
import { noTerminal } from '../cli/support/nn.ts';
import { sharedData, withoutSharedData } from './shared-data.ts';
import { noPosix } from './system.ts';

export default function reportMissing(): void {
  const missing = [noPosix, noTerminal, sharedData('mnist') === null ? withoutSharedData('mnist') : null];
  for (const reason of missing) {
    if (reason !== null) console.log(`Tests are skipped that need what is not here: ${reason}`);
  }
}
