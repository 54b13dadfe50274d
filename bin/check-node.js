/** Refuses a Node that is too old, or a clone without its packages, with one clear sentence. */
const { existsSync } = require('node:fs');
const { join } = require('node:path');

if (!existsSync(join(__dirname, '..', 'node_modules', 'tsx'))) {
  refuse('The packages are not installed: run "npm ci" first.');
}

const major = Number(process.versions.node.split('.')[0]);
if (major < 22) {
  refuse(
    `Sunlend needs Node 22 or newer, this is ${process.versions.node}: install Node 24 (see .nvmrc), or use "npm start", which brings its own.`,
  );
}

function refuse(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}
