/** Python with the peers' packages, where it is installed: `NN_PYTHON`, or python3. */
import { execFileSync, spawnSync } from 'node:child_process';

export const python: string = process.env.NN_PYTHON ?? 'python3';

/** Why what needs these packages is skipped; null where they are there. */
export function withoutPackages(...packages: readonly string[]): string | null {
  const found = spawnSync(python, ['-c', `import ${packages.join(', ')}`], { stdio: 'ignore' }).status === 0;
  return found ? null : `${python} cannot import ${packages.join(', ')}; set NN_PYTHON to one that can`;
}

/** Standard output of a script. */
export function runPython(script: string, input: Uint8Array, cwd: string): Buffer {
  return execFileSync(python, ['-c', script], { input, cwd, maxBuffer: 1 << 28 });
}
