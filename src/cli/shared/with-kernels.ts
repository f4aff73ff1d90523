/** Kernels for the duration of a command. */

import type { Kernels } from '../../matrix/kernels.ts';
import type { Console } from '../terminal/console.ts';
import type { BackendChoice } from './flags.ts';
import { remarkOn } from './remark.ts';

interface SpeedChoice {
  readonly backend: BackendChoice;
  readonly threads: number | undefined;
}

/** Creates kernels as requested by the flags, and closes them after the work. @returns the result of `work` */
export async function withKernels<T>(
  { backend, threads }: SpeedChoice,
  console: Console,
  work: (kernels: Kernels) => Promise<T>,
): Promise<T> {
  const { createKernels } = await import('../../node/kernels.ts');
  const onRemark = remarkOn(console);
  const kernels = await createKernels({ backend, onRemark, ...(threads === undefined ? {} : { threads }) });
  try {
    return await work(kernels);
  } finally {
    await kernels.close();
  }
}
