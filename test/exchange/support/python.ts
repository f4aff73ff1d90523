/** Python with packages to compare with: `NN_PYTHON`, or python3. */
import { execFileSync, spawnSync } from 'node:child_process';

export const python: string = process.env.NN_PYTHON ?? 'python3';

/** Why tests that need these packages are skipped; null if they are installed. */
export function withoutPackages(...packages: readonly string[]): string | null {
  const found = spawnSync(python, ['-c', `import ${packages.join(', ')}`], { stdio: 'ignore' }).status === 0;
  return found ? null : `${python} cannot import ${packages.join(', ')}; set NN_PYTHON to one that can`;
}

/** Runs a script. @returns its standard output */
export function runPython(script: string, input: Uint8Array, cwd: string): Buffer {
  return execFileSync(python, ['-c', script], { input, cwd, maxBuffer: 1 << 28 });
}
