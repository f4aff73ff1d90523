/** The result of an async generator as a promise, which runs the generator where nobody iterates. */

import { yieldToEventLoop } from '../evaluation/batches.ts';

type Settle<R> = { resolve: (result: R) => void; reject: (reason: unknown) => void };

/** A promise whose `onWait` is called by every `then`, and so by `await`, `catch`, `finally` and `Promise.all`. */
class LazyPromise<R> extends Promise<R> {
  readonly #onWait: () => void;

  /** Promises derived from this one are plain: they have nothing to start. */
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  constructor(
    executor: (resolve: Settle<R>['resolve'], reject: Settle<R>['reject']) => void,
    onWait: () => void,
  ) {
    super(executor);
    this.#onWait = onWait;
  }

  // biome-ignore lint/suspicious/noThenProperty: noticing a wait is the purpose of the class
  override then<A = R, B = never>(
    onFulfilled?: ((result: R) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.#onWait();
    return super.then(onFulfilled, onRejected);
  }

  /** Keeps a rejection that nobody waits for from ending the process. */
  ignoreRejection(): void {
    super.then(null, () => {});
  }
}

/** @param name of what ends early, for the error if it does */
export function withLazyResult<E, R>(
  steps: AsyncGenerator<E, R, undefined>,
  name: string,
): AsyncGenerator<E, R, undefined> & { readonly result: Promise<R> } {
  const early = new Error(`the iteration over ${name} ended early`);
  let settle: Settle<R> | undefined;
  let isIterated = false;
  let isDriven = false;
  const result = new LazyPromise<R>(
    (resolve, reject) => {
      settle = { resolve, reject };
    },
    () => {
      if (!isDriven) drive().catch(() => {}); // the result is rejected with the error
      isDriven = true;
    },
  );
  result.ignoreRejection(); // errors are also thrown by the iterator
  const { resolve, reject } = settle as unknown as Settle<R>;
  const events = settling(steps, resolve, reject, early);
  const next = events.next.bind(events);
  /** Iterates like a loop over the events would, until there is one. */
  const drive = async (): Promise<void> => {
    await yieldToEventLoop(); // the loop may follow the call that waits
    while (!isIterated && !(await next()).done);
  };
  /** Without this, a generator that has not begun ends without a result. */
  const ending =
    <V>(end: (value: V) => Promise<IteratorResult<E, R>>) =>
    async (value: V): Promise<IteratorResult<E, R>> => {
      isIterated = true;
      try {
        return await end(value);
      } finally {
        reject(early);
      }
    };
  return Object.assign(events, {
    result,
    next: () => {
      isIterated = true;
      return next();
    },
    return: ending(events.return.bind(events)),
    throw: ending(events.throw.bind(events)),
  });
}

async function* settling<E, R>(
  steps: AsyncGenerator<E, R, undefined>,
  resolve: Settle<R>['resolve'],
  reject: Settle<R>['reject'],
  early: Error,
): AsyncGenerator<E, R, undefined> {
  let reason: unknown = early;
  try {
    const result = yield* steps;
    resolve(result);
    return result;
  } catch (error) {
    reason = error;
    throw error;
  } finally {
    reject(reason); // without effect after a result
  }
}
