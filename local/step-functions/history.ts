/** The execution history: AWS's event names, its detail members, its limit of 25,000 events. */
import { StateError } from './errors';
import type { Json, JsonObject } from './json';
import type { ExecutionRecord, Flow, HistoryEvent } from './records';

export const HISTORY_LIMIT = 25_000;

/** The history is full: the execution ends, whatever its states would have done. */
export class HistoryFull extends Error {
  constructor() {
    super(`The execution reached the maximum number of history events (${HISTORY_LIMIT}).`);
    this.name = 'HistoryFull';
  }
}

/** The last events of an execution, which may take the last place in its history. */
const CLOSING = ['ExecutionSucceeded', 'ExecutionFailed', 'ExecutionAborted', 'ExecutionTimedOut'];

/**
 * Appends an event behind the flow's last one and returns it. Inside a distributed Map's iteration
 * the event is counted and returned, but it belongs to a child's history and is not kept.
 * @throws HistoryFull when only the closing event would still fit.
 * @throws StateError the same for a child's history: its failure, not the execution's.
 */
export function append(
  record: ExecutionRecord,
  flow: Flow | undefined,
  type: string,
  details: JsonObject | undefined,
  nowMillis: number,
): HistoryEvent {
  const isChild = flow !== undefined && isInChild(record, flow);
  const count = isChild ? flow.lastEventId : record.history.length;
  if (count >= HISTORY_LIMIT - 1 && !CLOSING.includes(type)) {
    const full = new HistoryFull();
    throw isChild ? new StateError('States.Runtime', full.message) : full;
  }
  const event: HistoryEvent = {
    id: count + 1,
    previousEventId: flow?.lastEventId ?? 0,
    timestamp: nowMillis / 1000,
    type,
    ...(details ? { [detailsMember(type)]: details } : {}),
  };
  if (!isChild) record.history.push(event);
  if (flow) flow.lastEventId = event.id;
  return event;
}

/** TaskStateEntered → stateEnteredEventDetails, TaskScheduled → taskScheduledEventDetails. */
function detailsMember(type: string): string {
  if (type.endsWith('StateEntered')) return 'stateEnteredEventDetails';
  if (type.endsWith('StateExited')) return 'stateExitedEventDetails';
  return `${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails`;
}

function isInChild(record: ExecutionRecord, flow: Flow): boolean {
  for (let at: Flow | undefined = flow; at; at = at.parent ? record.flows[at.parent] : undefined) {
    if (at.child) return true;
  }
  return false;
}

/** An input or output as event details carry it: its text, and that nothing was cut off. */
export function data(member: 'input' | 'output', value: Json): JsonObject {
  return { [member]: JSON.stringify(value), [`${member}Details`]: { truncated: false } };
}

const EXECUTION_DATA = ['input', 'inputDetails', 'output', 'outputDetails', 'parameters'];

/** The event without what the execution worked on. */
export function withoutData(event: HistoryEvent, members = EXECUTION_DATA): HistoryEvent {
  const entries = Object.entries(event).map(([name, value]) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return [name, value];
    const kept = Object.entries(value).filter(([member]) => !members.includes(member));
    return [name, Object.fromEntries(kept)];
  });
  return Object.fromEntries(entries);
}
