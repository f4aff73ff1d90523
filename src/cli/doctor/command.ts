/** `nn doctor`: checks that the installation is complete and as fast as expected. */

import { exitCodes } from '../../errors.ts';
import { type Command, type Context, defineCommand, type Invocation } from '../shared/command.ts';
import { printable } from '../terminal/printable.ts';
import type { Check } from './checks.ts';
import { type DoctorFlags, doctorFlags } from './flags.ts';
import type { Speed } from './speed.ts';

export const doctorCommand: Command = defineCommand({
  name: 'doctor',
  about:
    'Checks the installation: versions, processor cores, SIMD and shared memory, the image decoder, the bundled digits and ' +
    'model, the folders for data and cache with the space left in them, and, for two seconds, the speed. The exit code is 1 if ' +
    'something will not work; warnings do not change it.',
  flags: doctorFlags,
  examples: [
    ['nn doctor', 'all checks'],
    ['nn doctor --no-speed', 'without the speed check'],
    ['nn doctor --json', 'for a bug report'],
  ],
  run,
});

async function run(call: Invocation<DoctorFlags>, { console }: Context): Promise<number> {
  const { checkInstallation, checkSpeed } = await import('./checks.ts');
  const checks = await checkInstallation(call.flags.dataDir);
  let speed: Speed | null = null;
  if (call.flags.speed) {
    console.info('Measuring the speed, for two seconds');
    const { measureSpeed } = await import('./speed.ts');
    speed = await measureSpeed();
    checks.push(checkSpeed(speed));
  }
  const problems = checks.filter(({ status }) => status === 'problem').length;
  console.object({ ok: problems === 0, checks, speed });
  const width = Math.max(...checks.map(({ name }) => name.length));
  const { paint } = console.out;
  const marks = { warning: paint.yellow('warning'), problem: paint.red('problem') };
  const line = ({ name, status, value, hint }: Check): string => {
    const told = `${name.padEnd(width)}  ${printable(value)}`;
    return status === 'ok' ? told : `${told}\n${' '.repeat(width)}  ${marks[status]}: ${printable(hint)}`;
  };
  console.result(checks.map(line).join('\n'));
  return problems === 0 ? 0 : exitCodes.system;
}
