/** What a state machine writes to its log group, at the level and with the data it is allowed. */
import { withoutData } from './history';
import type { Json } from './json';
import type { Logging } from './machines';
import type { ExecutionRecord, HistoryEvent } from './records';

export interface Logs {
  /** One log event of a log group: a line of JSON, at an instant in milliseconds. */
  write(group: string, line: string, atMillis: number): void;
}

const ERRORS = /(Failed|TimedOut|Aborted)$/;
const FATAL = /^Execution(Failed|TimedOut|Aborted)$/;

/** Writes the events of each machine's executions to the machine's log group. */
export function observer(
  loggingOf: (machineArn: string) => Logging | undefined,
  logs: Logs | undefined,
): (record: ExecutionRecord, event: HistoryEvent) => void {
  return (record, event) => {
    const logging = loggingOf(record.machineArn);
    if (!logs || !logging || !isWanted(logging.level, event.type)) return;
    const shown = logging.includeExecutionData ? event : withoutData(event);
    logs.write(logging.group, lineOf(record, shown), event.timestamp * 1000);
  };
}

function isWanted(level: Logging['level'], type: string): boolean {
  if (level === 'ALL') return true;
  if (level === 'ERROR') return ERRORS.test(type);
  return level === 'FATAL' && FATAL.test(type);
}

function lineOf(record: ExecutionRecord, event: HistoryEvent): string {
  const { id, previousEventId, timestamp, type, ...rest } = event;
  const details: Json = Object.values(rest)[0] ?? {};
  return JSON.stringify({
    id: String(id),
    type,
    details,
    previous_event_id: String(previousEventId),
    event_timestamp: String(Math.round(timestamp * 1000)),
    execution_arn: record.arn,
  });
}
