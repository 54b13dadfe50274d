/** The workflow port over Step Functions. */
import {
  ExecutionAlreadyExists,
  InvalidToken,
  SendTaskSuccessCommand,
  type SFNClient,
  StartExecutionCommand,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import type { Workflow } from '../core/ports/workflow';

export class StepFunctionsWorkflow implements Workflow {
  constructor(
    private readonly client: SFNClient,
    private readonly stateMachineArn: () => string,
  ) {}

  /** The execution's name is the order's id, so that an order has one workflow for ever. */
  async start(orderId: string): Promise<void> {
    const command = new StartExecutionCommand({
      stateMachineArn: this.stateMachineArn(),
      name: orderId,
      input: JSON.stringify({ orderId }),
    });
    try {
      await this.client.send(command);
    } catch (error) {
      if (!(error instanceof ExecutionAlreadyExists)) throw error;
    }
  }

  async answer(taskToken: string, output: Readonly<Record<string, string>>): Promise<boolean> {
    const command = new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(output) });
    try {
      await this.client.send(command);
      return true;
    } catch (error) {
      const isOver =
        error instanceof TaskTimedOut ||
        error instanceof TaskDoesNotExist ||
        error instanceof InvalidToken;
      if (!isOver) throw error;
      return false;
    }
  }
}
