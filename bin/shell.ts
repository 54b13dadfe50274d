/** Runs a command from the shell: its words in, lines out, and its exit code at the end. */

export type Print = (line: string) => void;

export function runFromShell(
  name: string,
  run: (words: readonly string[], print: Print) => Promise<number>,
): void {
  run(process.argv.slice(2), console.log).then(
    (code) => {
      process.exitCode = code;
    },
    (error: unknown) => {
      console.error(`${name}: ${error instanceof Error ? error.message : error}`);
      process.exitCode = 1;
    },
  );
}
