/** A workflow engine that only remembers: what was started, which token was answered how. */
import type { Workflow } from '../../lambdas/core/ports/workflow';

export class ToldWorkflow implements Workflow {
  readonly started: string[] = [];
  readonly answers: { readonly taskToken: string; readonly outcome: string | undefined }[] = [];
  /** Tokens whose step has ended: their answers come too late. */
  readonly over = new Set<string>();

  async start(orderId: string): Promise<void> {
    if (!this.started.includes(orderId)) this.started.push(orderId);
  }

  async answer(taskToken: string, output: Readonly<Record<string, string>>): Promise<boolean> {
    if (this.over.has(taskToken)) return false;
    this.over.add(taskToken);
    this.answers.push({ taskToken, outcome: output.outcome });
    return true;
  }

  /** How a token was answered, if it was. */
  outcomeOf(taskToken: string): string | undefined {
    return this.answers.find((answer) => answer.taskToken === taskToken)?.outcome;
  }
}
