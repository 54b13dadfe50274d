/** The port to the workflow engine: start a way, answer a step that waits. */

export interface Workflow {
  /** Starts the order's way; a second start for the same order changes nothing. */
  start(orderId: string): Promise<void>;
  /** Answers a waiting step. False when it no longer waits (answered or timed out). */
  answer(taskToken: string, output: Readonly<Record<string, string>>): Promise<boolean>;
}
