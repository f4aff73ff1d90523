/** `nn data verify`: whether the files of fetched data sets are what they should be. */

import { DataError } from '../../../errors.ts';
import { type Command, type Context, defineCommand, type Invocation } from '../../shared/command.ts';
import { commonFlags, dataDirFlag } from '../../shared/flags.ts';
import { printable } from '../../terminal/printable.ts';
import { namedEntry, oneOperand } from '../names.ts';

const flags = { dataDir: dataDirFlag, ...commonFlags };

export const verifyCommand: Command = defineCommand({
  name: 'verify',
  about:
    'Checks the SHA-256 of every file of a data set; without a name, of ' +
    'all downloaded data sets. Exits with code 3 if a file is wrong or missing.',
  summary: 'check the files of one data set, or of all downloaded ones',
  operands: ['[name]', 'mnist-10k, mnist or fashion-mnist'],
  flags,
  examples: [
    ['nn data verify', 'all downloaded data sets'],
    ['nn data verify mnist', 'only mnist'],
  ],
  run,
});

async function run(call: Invocation<typeof flags>, { console }: Context): Promise<number> {
  const asked = oneOperand('verify', call.operands);
  const [
    { join },
    { catalog },
    { dataFolder },
    { EMBEDDED_NAME },
    { embeddedFile, loadEmbedded },
    fetched,
    verify,
  ] = await Promise.all([
    import('node:path'),
    import('../../../dataset/catalog.ts'),
    import('../../../node/dataset/data-folder.ts'),
    import('../../../dataset/packed-digits.ts'),
    import('../../../node/dataset/embedded.ts'),
    import('../../../node/dataset/fetched.ts'),
    import('../../../node/dataset/verify.ts'),
  ]);
  const named = asked === undefined ? undefined : await namedEntry('verify', asked);
  const report = (data: string, file: string, path: string, problem: string | null): void => {
    const { paint } = console.out;
    console.object({ data, file, path, ok: problem === null, problem });
    const verdict = problem === null ? paint.green('ok') : paint.red(problem);
    console.result(`${data}  ${printable(file)}  ${verdict}`);
  };

  if (named === undefined || named === null) {
    loadEmbedded(); // compares its SHA-256
    report(EMBEDDED_NAME, 'mnist-10k.bin', embeddedFile, null);
  }
  const folder = await dataFolder(call.flags.dataDir);
  const problems: string[] = [];
  for (const entry of named === undefined ? catalog : named === null ? [] : [named]) {
    const own = join(folder, entry.name);
    const missing = await verify.missingFiles(entry, own);
    const absent = missing.length === entry.files.length;
    if (absent && named === undefined) continue;
    if (absent) throw fetched.notFetched(entry, own, missing);
    const files = await verify.verifyFiles(entry, own);
    for (const { file, path, flaw } of files) report(entry.name, file, path, flaw?.problem ?? null);
    const wrong = files.filter(({ flaw }) => flaw !== null).map(({ path }) => path);
    if (wrong.length === 0) continue;
    const are = wrong.length === 1 ? 'is invalid' : 'are invalid';
    problems.push(`${wrong.join(', ')} ${are}: download again with \`nn data fetch ${entry.name}\``);
  }
  if (problems.length > 0) throw new DataError(problems.join('; '));
  return 0;
}
