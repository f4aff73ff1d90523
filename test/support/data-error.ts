import { expect } from 'vitest';
import { DataError } from '../../src/errors.ts';

/** Returns the message of the expected DataError; any other outcome fails the test. */
export async function dataErrorOf(run: () => unknown): Promise<string> {
  try {
    await run();
  } catch (error) {
    expect(error).toBeInstanceOf(DataError);
    return (error as DataError).message;
  }
  throw new Error('there was no error');
}
