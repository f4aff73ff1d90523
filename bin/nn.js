#!/usr/bin/env node
import { existsSync } from 'node:fs';
import module from 'node:module';

const main = new URL('../dist/cli/main.js', import.meta.url);

if (existsSync(main)) {
  module.enableCompileCache?.(); // Node 22.8 and later: compiled code is kept from run to run
  await (await import(main.href)).main(process.argv.slice(2));
} else {
  process.stderr.write('nn: not built yet: run `npm install` in the folder that bin/nn.js belongs to\n');
  process.exitCode = 1;
}
