import { expect } from 'vitest';
import { DataError } from '../../src/errors.ts';

/** The message of the DataError that is thrown; any other outcome fails the test. */
export async function dataErrorOf(run: () => unknown): Promise<string> {
  try {
    await run();
  } catch (error) {
    expect(error).toBeInstanceOf(DataError);
    return (error as DataError).message;
  }
  throw new Error('there was no error');
}
