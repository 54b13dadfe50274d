import { readFileSync } from 'node:fs';
import { functions } from '../../lambdas/contract/functions';
import { resourcesOf, statementsOf, templatesOf } from './synthesis';

const { lending } = templatesOf('prod');
const [machine] = Object.values(resourcesOf(lending, 'AWS::StepFunctions::StateMachine'));
const definition = readFileSync('statemachines/loan-origination.asl.json', 'utf8');
const tasks = functions.filter(({ kind }) => kind === 'task');

describe('the origination workflow', () => {
  it('is given exactly the substitutions that its definition asks for', () => {
    const asked = [...definition.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name);

    expect(Object.keys(machine?.Properties.DefinitionSubstitutions).sort()).toEqual(
      [...new Set(asked)].sort(),
    );
  });

  it('may invoke exactly its tasks', () => {
    const roleId = machine?.Properties.RoleArn['Fn::GetAtt'][0];
    const invoked = statementsOf(lending, roleId)
      .filter(({ Action }) => Action === 'lambda:InvokeFunction')
      .flatMap(({ Resource }) => Resource);

    const names = invoked.map(
      (arn) => /:function:([\w-]+)"/.exec(JSON.stringify(arn))?.[1] ?? 'none',
    );
    expect(names.sort()).toEqual(
      tasks.map(({ operationId }) => `sunlend-prod-${operationId}`).sort(),
    );
  });

  it('is logged whole but without its data, traced, and encrypted', () => {
    expect(machine?.Properties).toMatchObject({
      LoggingConfiguration: { Level: 'ALL', IncludeExecutionData: false },
      TracingConfiguration: { Enabled: true },
      EncryptionConfiguration: { Type: 'CUSTOMER_MANAGED_KMS_KEY' },
    });
  });

  it('speaks JSONata throughout', () => {
    expect(JSON.parse(definition).QueryLanguage).toBe('JSONata');
    expect(definition).not.toMatch(/"(InputPath|ResultPath|OutputPath|Parameters)"/);
  });
});
