/** `npm start`: the whole stack on this machine, and one loan lived before the reader's eyes. */
import { StartError } from '../local/cloud/start-error';
import { type Laptop, startLaptop } from '../local/laptop';
import { Telling } from '../local/life/telling';
import { assemblyDirectory, ensureAssembly } from '../local/start/assembly';
import { liveOneLoan } from '../local/start/live';
import { readOptions, type StartOptions, usage } from '../local/start/options';
import { summaryOf } from '../local/start/report';

const stage = 'dev';
const defaultPort = 3000;

type Say = (line: string) => void;

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options.help) return void process.stdout.write(usage);
  // Standard output is left to the JSON; who waits for it sees how far it is all the same.
  const reader = options.json ? process.stderr : process.stdout;
  const say: Say = (line) => void reader.write(`${line}\n`);

  say('Building and synthesizing the stack that cdk deploy would deploy …');
  const assembly = await ensureAssembly(stage);
  say(assembly === 'kept' ? '  nothing has changed since the last time' : '  done');
  const laptop = await startLaptop({
    assemblyDirectory,
    stage,
    port: options.port ?? (options.once ? 0 : defaultPort),
    dataDirectory: options.dataDirectory,
    startAt: options.startAt,
    onModelProgress: (part, loaded, of) => say(`  face model: ${part} (${loaded} of ${of})`),
  });
  stopOnSignal(laptop);
  if (options.serve && options.json)
    process.stdout.write(`${JSON.stringify({ url: laptop.url })}\n`);
  if (!options.serve) await live(laptop, options, say);
  if (!options.once) invite(laptop, options, say);
}

async function live(laptop: Laptop, { once, json }: StartOptions, say: Say): Promise<void> {
  try {
    const report = await liveOneLoan(laptop, new Telling(say));
    if (json) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
    else for (const line of ['', ...summaryOf(report)]) say(line);
    process.exitCode = report.ok ? 0 : 1;
  } catch (error) {
    for (const line of latestErrors(laptop)) process.stderr.write(`${line}\n`);
    throw error;
  } finally {
    if (once) await laptop.close();
  }
}

function invite({ url }: Laptop, { json }: StartOptions, say: Say): void {
  if (json) return;
  say('');
  say(`The API stays up on ${url}; Ctrl-C ends it.`);
  say('');
  say(`  curl -s ${url}/consent-texts`);
  say(`  curl -s -X POST ${url}/sign-in/codes \\`);
  say(`    -H 'content-type: application/json' -d '{"phone":"13900000000"}'`);
  say(`  curl -s ${url}/_local/sms`);
  say('');
  say(`  OpenAPI   ${url}/_local/docs`);
  say(`  controls  ${url}/_local/`);
}

/** What the functions logged as errors: the cause of whatever the borrower only saw as a 500. */
const latestErrors = ({ cloud: { logs } }: Laptop): string[] =>
  logs
    .names()
    .flatMap((group) => logs.lines(group).map(({ line }) => `${group}: ${line}`))
    .filter((line) => /"level":"ERROR"/.test(line))
    .slice(-5);

function stopOnSignal(laptop: Laptop): void {
  const stop = (): void => {
    laptop.close().finally(() => process.exit(process.exitCode));
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

main().catch((error: unknown) => {
  const isOurs = error instanceof StartError;
  process.stderr.write(
    `${isOurs ? error.message : error instanceof Error ? error.stack : error}\n`,
  );
  process.exit(1);
});
