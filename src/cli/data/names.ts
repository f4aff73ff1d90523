/** Names of data sets on the command line. */

import type { CatalogEntry } from '../../dataset/catalog.ts';
import { CommandLineError } from '../shared/command-line-error.ts';

/**
 * The catalogue entry of that name; null for the bundled data set.
 * @throws {CommandLineError} if there is none
 */
export async function namedEntry(verb: string, name: string): Promise<CatalogEntry | null> {
  const [{ catalog, findEntry }, { EMBEDDED_NAME }] = await Promise.all([
    import('../../dataset/catalog.ts'),
    import('../../dataset/packed-digits.ts'),
  ]);
  if (name === EMBEDDED_NAME) return null;
  const entry = findEntry(name);
  if (entry !== undefined) return entry;
  const known = [EMBEDDED_NAME, ...catalog.map(({ name }) => name)].join(', ');
  throw new CommandLineError(`data ${verb}: no data set ${name}; known: ${known}`, `See: nn data list`);
}

/** The single operand, if there is one. @throws {CommandLineError} if there are more */
export function oneOperand(verb: string, operands: readonly string[]): string | undefined {
  if (operands.length <= 1) return operands[0];
  throw new CommandLineError(
    `data ${verb}: takes one data set, got ${operands.join(' ')}`,
    'See: nn data list',
  );
}
