/** What may differ between functions; every stage has a default for each. */
import type { RemovalPolicy } from 'aws-cdk-lib';
import type * as logs from 'aws-cdk-lib/aws-logs';

export interface FunctionSettings {
  readonly memoryMebibytes: number;
  /** API Gateway waits 29 seconds at most. */
  readonly timeoutSeconds: number;
  /** Absent: the account's common pool. */
  readonly reservedConcurrency?: number;
  readonly logRetention: logs.RetentionDays;
  readonly removalPolicy: RemovalPolicy;
}
