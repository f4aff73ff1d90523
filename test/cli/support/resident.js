/**
 * Runs one command line after another in a process that has its modules loaded, for tests that only look at what a
 * command prints and writes: see resident.ts. Plain JavaScript, because Node runs it as it is.
 */

import { Readable, Writable } from 'node:stream';
import { main } from '../../../dist/cli/main.js';

const home = process.cwd();

/** What a command leaves on the process object, and the next one must not find. */
const events = ['exit', 'SIGINT', 'SIGTERM', 'uncaughtException'];

process.on('disconnect', () => process.exit());
process.on('message', (request) => void answer(request));

async function answer({ args, cwd, env }) {
  const listeners = events.map((event) => process.listeners(event));
  for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name];
  Object.assign(process.env, env);
  process.chdir(cwd ?? home);
  const stdout = capture('stdout');
  const stderr = capture('stderr');
  // at its end at once, like /dev/null
  Object.defineProperty(process, 'stdin', { value: Readable.from([]), configurable: true });
  process.exitCode = undefined;
  await main(args);
  const code = process.exitCode ?? 0;
  events.forEach((event, n) => {
    for (const listener of process.listeners(event)) {
      if (listeners[n].includes(listener)) continue;
      process.removeListener(event, listener);
      if (event === 'exit') listener(code);
    }
  });
  process.exitCode = undefined;
  process.chdir(home); // the folder may be deleted
  process.send({ code, stdout: stdout(), stderr: stderr() });
}

/** Replaces a stream by one that is no terminal, as a pipe is none. */
function capture(name) {
  const chunks = [];
  const stream = new Writable({
    decodeStrings: true,
    write(chunk, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  Object.defineProperty(process, name, { value: stream, configurable: true });
  return () => Buffer.concat(chunks).toString('utf8');
}
