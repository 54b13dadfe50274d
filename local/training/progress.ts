/** A progress bar on standard error, so that standard output stays for the answer. */

export interface ProgressStream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

const width = 30;

/** On a terminal the bar moves; elsewhere each stage is a line when it begins and when it ends. */
export function progressBar(stream: ProgressStream, stage: string): (share: number) => void {
  let drawn = -1;
  return (share) => {
    const filled = Math.floor(share * width);
    if (filled === drawn) return;
    const begins = drawn < 0;
    drawn = filled;
    const ends = filled >= width;
    const bar = `${'█'.repeat(filled)}${'░'.repeat(width - filled)}`;
    const line = `${stage.padEnd(28)} ${bar} ${String(Math.floor(share * 100)).padStart(3)} %`;
    if (stream.isTTY) stream.write(`\r${line}${ends ? '\n' : ''}`);
    else if (begins || ends) stream.write(`${line}\n`);
  };
}
