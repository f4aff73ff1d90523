/** Finds C compilers. */
import { spawnSync } from 'node:child_process';

export const compilers: readonly string[] = ['gcc', 'clang'];

export function isInstalled(program: string, ...args: readonly string[]): boolean {
  return spawnSync(program, args.length === 0 ? ['--version'] : args, { stdio: 'ignore' }).status === 0;
}

/** For C++, which some boards use for C. */
export const cxx = 'g++';
