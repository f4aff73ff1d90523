/** The models of `--teacher`. */

import { existsSync, realpathSync } from 'node:fs';
import { UsageError } from '../../errors.ts';
import { flagOf } from '../../settings/describe-setting.ts';
import { settingKeys, settingOf } from '../../settings/read-setting.ts';
import type { Checkpoint } from '../../training/checkpoint.ts';
import { checkSameTeachers, type Start } from '../../training/origin.ts';
import type { Teacher } from '../../training/teachers.ts';
import type { Influence } from '../shared/contamination.ts';
import { findModel, modelName } from '../shared/model-path.ts';
import type { Console } from '../terminal/console.ts';
import { printable } from '../terminal/printable.ts';

interface Run {
  readonly resume?: Checkpoint;
  readonly from?: Start;
}

/**
 * @param given the names of the flags that were given
 * @throws UsageError if a run to continue had other teachers, or `out` would replace one; ModelError if a file cannot be read
 */
export async function openTeachers(
  names: readonly string[] | undefined,
  out: string,
  run: Run,
  given: ReadonlySet<string>,
  console: Console,
): Promise<Teacher[]> {
  const paths = (names ?? []).map((name) => findModel(name, () => {}));
  const isOut = (path: string): boolean =>
    existsSync(path) && existsSync(out) && realpathSync(path) === realpathSync(out);
  const replaced = paths.find(isOut);
  if (replaced !== undefined) {
    throw new UsageError(
      `--out: ${replaced} is a teacher, which the run needs until its end; choose another file`,
    );
  }
  const teachers = paths.length === 0 ? [] : await readModels(paths);
  try {
    checkSameTeachers(teachers, run);
  } catch (error) {
    throw new UsageError(`--teacher: ${(error as Error).message}`, { cause: error });
  }
  if (paths.length > 0) console.info(printable(`Learning from ${paths.map(modelName).join(', ')}`));
  else {
    for (const key of settingKeys) {
      if (settingOf(key).ofTeachers && given.has(key))
        console.info(`${flagOf(key)} has no effect without --teacher`);
    }
  }
  return teachers;
}

async function readModels(paths: readonly string[]): Promise<Teacher[]> {
  const { readModelFile } = await import('../../node/model-store.ts');
  return Promise.all(paths.map(async (path) => ({ ...(await readModelFile(path)), name: modelName(path) })));
}

/** The models that a run starts from and learns from. */
export function influencesOf({ from }: Run, teachers: readonly Teacher[]): Influence[] {
  return [
    ...(from === undefined ? [] : [{ role: 'the model to start from', model: from.model } as const]),
    ...teachers.map(({ model }) => ({ role: 'a teacher', model }) as const),
  ];
}
