/** The role whose rights a borrower's app is lent to film one face check, and no other right. */
import { Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { variables } from '../lambdas/contract/environment';
import type { LendingFunction } from './platform/lending-function';

export interface FilmingRoleProps {
  /** The one function that may lend it. */
  readonly lentBy: LendingFunction;
}

export class FilmingRole extends Construct {
  constructor(scope: Construct, id: string, { lentBy }: FilmingRoleProps) {
    super(scope, id);
    const filming = new iam.ManagedPolicy(this, 'Policy', {
      description: 'Films a face check',
      statements: [
        new iam.PolicyStatement({
          actions: ['rekognition:StartFaceLivenessSession'],
          resources: ['*'],
          conditions: { StringEquals: { 'aws:RequestedRegion': Stack.of(this).region } },
        }),
      ],
    });
    const role = new iam.Role(this, 'Role', {
      description: 'Lent to an app for 15 minutes, to film one face check',
      // The session's name is the check's id, so that CloudTrail tells which check it was.
      assumedBy: new iam.ArnPrincipal(lentBy.role.roleArn).withConditions({
        StringLike: { 'sts:RoleSessionName': 'liv_*' },
      }),
      // IAM knows no shorter one; the function asks for 15 minutes.
      maxSessionDuration: Duration.hours(1),
      managedPolicies: [filming],
    });
    // Not in the function's own policy: its role, this role and that policy would form a ring.
    new iam.ManagedPolicy(this, 'Lending', {
      description: 'Lends the right to film a face check',
      roles: [lentBy.role],
      statements: [
        new iam.PolicyStatement({ actions: ['sts:AssumeRole'], resources: [role.roleArn] }),
      ],
    });
    lentBy.setVariable(variables.filmingRole, role.roleArn);
  }
}
