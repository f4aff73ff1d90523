#!/usr/bin/env node
// What runs before Node's version is known has to be syntax that old versions read too: no static import of a module
// with an export that they lack, no top-level await. What needs more is in dist/, which is loaded afterwards.
import { existsSync } from 'node:fs';
import module from 'node:module';

const major = Number(process.versions.node.split('.')[0]);
const launch = new URL('../dist/cli/launch.js', import.meta.url);

if (major < 20) {
  fail(`needs Node 20 or later; this is ${process.versions.node}`);
} else if (!existsSync(launch)) {
  fail('not built yet: run `npm install` in the folder that bin/nn.js belongs to');
} else {
  if (module.enableCompileCache) module.enableCompileCache(); // Node 22.8 and later: compiled code is kept from run to run
  import(launch.href).then((commandLine) => commandLine.main(process.argv.slice(2)));
}

function fail(reason) {
  process.stderr.write(`nn: ${reason}\n`);
  process.exitCode = 1;
}
