/** The process of a trial: `nn`, which additionally exits when the sweep that started it ends for any reason. */

import module from 'node:module';
import { exitCodes } from '../../errors.ts';
import { INTERRUPT } from './interrupt.ts';

(module as { enableCompileCache?: () => void }).enableCompileCache?.(); // Node 22.8 and later
process.on('disconnect', () => process.exit(exitCodes.interrupted));
process.on('message', (message) => {
  if (message === INTERRUPT && !process.emit('SIGINT')) process.exit(exitCodes.interrupted);
});
process.channel?.unref(); // it alone is no reason to stay
const { main } = await import('../launch.ts');
await main(process.argv.slice(2));
