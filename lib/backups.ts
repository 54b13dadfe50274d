/** Backups of the tables, beside their point-in-time recovery. */
import { Duration } from 'aws-cdk-lib';
import * as backup from 'aws-cdk-lib/aws-backup';
import * as events from 'aws-cdk-lib/aws-events';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { StageSettings } from './config';
import type { EncryptedTable } from './platform/encrypted-table';

/** A copy a day that no mistake in the account's tables can reach. */
export function backUp(
  scope: Construct,
  { backupRetentionDays, removalPolicy }: StageSettings,
  tables: readonly EncryptedTable[],
  key: kms.Key,
): void {
  const vault = new backup.BackupVault(scope, 'BackupVault', {
    encryptionKey: key,
    removalPolicy,
  });
  const plan = new backup.BackupPlan(scope, 'BackupPlan', {
    backupVault: vault,
    backupPlanRules: [
      new backup.BackupPlanRule({
        ruleName: 'daily',
        // 02:00 in China: after the day is closed.
        scheduleExpression: events.Schedule.cron({ hour: '18', minute: '0' }),
        deleteAfter: Duration.days(backupRetentionDays),
      }),
    ],
  });
  plan.addSelection('Tables', {
    resources: tables.map(({ table }) => backup.BackupResource.fromDynamoDbTable(table)),
  });
}
