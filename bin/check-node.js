/** Refuses a Node that is too old with one clear sentence, before anything else can fail oddly. */
const major = Number(process.versions.node.split('.')[0]);
if (major < 22) {
  process.stderr.write(
    `Sunlend needs Node 22 or newer, this is ${process.versions.node}: install Node 24 (see .nvmrc), or use "npm start", which brings its own.\n`,
  );
  process.exit(1);
}
