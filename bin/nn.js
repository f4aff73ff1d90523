#!/usr/bin/env node
'use strict';
// CommonJS, by the package.json beside it, because Node takes 5 ms longer to start with a module. What runs before Node's
// version is known has to be syntax that old versions read too, and names without `node:`. What needs more is in dist/,
// which is loaded afterwards.
const { existsSync } = require('fs');
const nodeModule = require('module');
const { join } = require('path');

const major = Number(process.versions.node.split('.')[0]);
const launch = join(__dirname, '../dist/cli/launch.cjs');

if (major < 20) {
  fail(`needs Node 20 or later; this is ${process.versions.node}`);
} else if (!existsSync(launch)) {
  fail('not built yet: run `npm install` in the folder that bin/nn.js belongs to');
} else {
  if (nodeModule.enableCompileCache) nodeModule.enableCompileCache(); // Node 22.8 and later: compiled code is kept from run to run
  require(launch).run(process.argv.slice(2));
}

function fail(reason) {
  process.stderr.write(`nn: ${reason}\n`);
  process.exitCode = 1;
}
