/** One line per request in the stage's own format. */
import { fillIn } from './context';
import type { Handled } from './handling';

/** What is unknown is a dash, as in AWS. */
export function accessLogLine(format: string, handled: Handled, nowEpochMillis: number): string {
  const { answer, context, refusal, integrationLatencyMillis } = handled;
  const outcome = {
    status: answer.status,
    responseLength: answer.body.length,
    responseLatency: Math.max(0, nowEpochMillis - context.request.receivedAtEpochMillis),
    integrationLatency: integrationLatencyMillis,
    'integration.latency': integrationLatencyMillis,
    'error.responseType': refusal?.type,
    'error.message': refusal?.message,
    'error.messageString': refusal?.message && JSON.stringify(refusal.message),
    'error.validationErrorString': refusal?.validationError,
  };
  return fillIn(format, context, outcome, '-');
}
