/** What `npm start -- …` was asked for. */
import { parseArgs } from 'node:util';
import { parseIsoDate } from '../../lambdas/core/calendar';
import { startOfDayInChina } from '../../lambdas/core/china-day';
import { StartError } from '../cloud/start-error';

export interface StartOptions {
  /** Live one loan and exit; 0 only if all went as told. */
  readonly once: boolean;
  /** Only serve: no loan is lived. */
  readonly serve: boolean;
  /** The same as data on standard output. */
  readonly json: boolean;
  readonly port: number | undefined;
  readonly dataDirectory: string | undefined;
  /** Milliseconds since the epoch: nine in the morning in China of the asked day. */
  readonly startAt: number | undefined;
  readonly help: boolean;
}

export const usage = `npm start -- [options]

  --once             live one loan, then exit (0 only if all went as told)
  --serve            serve only, live no loan
  --json             print the same as JSON
  --port N           where the API listens on 127.0.0.1 (default 3000)
  --data DIR         keep everything in DIR between runs (default: in memory)
  --clock DATE       begin on a day, e.g. 2027-01-15
`;

const morningMillis = 9 * 3_600_000;

/** @throws StartError for anything it does not know. */
export function readOptions(argv: readonly string[]): StartOptions {
  const { values } = parse(argv);
  return {
    once: values.once ?? false,
    serve: values.serve ?? false,
    json: values.json ?? false,
    port: values.port === undefined ? undefined : readPort(values.port),
    dataDirectory: values.data,
    startAt: values.clock === undefined ? undefined : readDay(values.clock),
    help: values.help ?? false,
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        once: { type: 'boolean' },
        serve: { type: 'boolean' },
        json: { type: 'boolean' },
        port: { type: 'string' },
        data: { type: 'string' },
        clock: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    const message = error instanceof Error ? error.message.split('.')[0] : 'Unknown option';
    throw new StartError(`${message}. See npm start -- --help.`);
  }
}

function readPort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new StartError(`--port ${text} is no port: give a number from 0 to 65535.`);
}

function readDay(text: string): number {
  const day = parseIsoDate(text);
  if (day.ok) return startOfDayInChina(day.value) + morningMillis;
  throw new StartError(`--clock ${text} is no day: write it as 2027-01-15.`);
}
