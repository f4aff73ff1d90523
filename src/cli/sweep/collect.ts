/** `nn sweep --collect`: collects the results of a plan, wherever its trials ran. */

import type { Context } from '../shared/command.ts';
import { confirmOutput } from '../shared/confirm-output.ts';
import { lockOutput } from '../shared/output-lock.ts';
import { counted } from '../terminal/numbers.ts';
import { printable } from '../terminal/printable.ts';
import { finish, isAmong } from './finish.ts';
import type { SweepCall } from './flags.ts';
import { readPlan } from './plan.ts';
import { type Collection, collectModels, resultsOf } from './results.ts';

export async function collect(folder: string, call: SweepCall, { console }: Context): Promise<number> {
  const { flags } = call;
  const { results, notes } = await read(folder);
  for (const note of notes) console.info(printable(note));
  const replaces = await confirmOutput(
    flags.out,
    flags.force || (await isAmong(flags.out, results)),
    console,
  );
  const unlock = await lockOutput(flags.out, '--out', (line) => console.info(printable(line)));
  try {
    return await finish(results, { folder, data: null, out: flags.out, replaces, call }, console);
  } finally {
    unlock();
  }
}

async function read(folder: string): Promise<Collection> {
  const plan = await readPlan(folder);
  if (plan === null) return collectModels(folder);
  const results = await resultsOf(folder, plan.trials);
  const open = results.filter((result) => result.status === 'open');
  const numbers = open.map(({ trial }) => trial).join(', ');
  return {
    results,
    notes: [
      ...open.flatMap(({ problem }) => (problem === null ? [] : [problem])),
      ...(open.length === 0
        ? []
        : [`${counted(open.length, 'trial')} of ${results.length} not finished: ${numbers}`]),
    ],
  };
}
