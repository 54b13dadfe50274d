/** Every state machine: its substitutions, its rights, its logging and encryption. */
import { readdirSync, readFileSync } from 'node:fs';
import { functions, stepsOf, workflowNames } from '../../lambdas/contract/functions';
import { resourcesOf, statementsOf, templatesOf } from './synthesis';

const { lending } = templatesOf('prod');
const machines = Object.values(resourcesOf(lending, 'AWS::StepFunctions::StateMachine'));
const machineOf = (name: string) =>
  machines.find(({ Properties }) => Properties.StateMachineName === `sunlend-prod-${name}`);
const definitionOf = (name: string) => readFileSync(`statemachines/${name}.asl.json`, 'utf8');

describe('the workflows', () => {
  it('are the files in statemachines/, one machine each', () => {
    const files = readdirSync('statemachines').map((file) => file.replace('.asl.json', ''));

    expect(files.sort()).toEqual([...workflowNames].sort());
    expect(machines).toHaveLength(files.length);
  });

  it('have every task among their steps', () => {
    const tasks = functions.filter(({ kind }) => kind === 'task');

    expect(workflowNames.flatMap(stepsOf).sort()).toEqual(
      tasks.map(({ operationId }) => operationId).sort(),
    );
  });
});

describe.each(workflowNames)('the workflow %s', (name) => {
  it('is given exactly the substitutions that its definition asks for', () => {
    const asked = [...definitionOf(name).matchAll(/\$\{(\w+)\}/g)].map(([, each]) => each);

    expect(Object.keys(machineOf(name)?.Properties.DefinitionSubstitutions).sort()).toEqual(
      [...new Set(asked)].sort(),
    );
  });

  it('may invoke exactly its steps', () => {
    const roleId = machineOf(name)?.Properties.RoleArn['Fn::GetAtt'][0];
    const invoked = statementsOf(lending, roleId)
      .filter(({ Action }) => Action === 'lambda:InvokeFunction')
      .flatMap(({ Resource }) => Resource);

    const names = invoked.map(
      (arn) => /:function:([\w-]+)"/.exec(JSON.stringify(arn))?.[1] ?? 'none',
    );
    expect(names.sort()).toEqual(
      stepsOf(name)
        .map((operationId) => `sunlend-prod-${operationId}`)
        .sort(),
    );
  });

  it('is logged whole but without its data, traced, and encrypted', () => {
    expect(machineOf(name)?.Properties).toMatchObject({
      LoggingConfiguration: { Level: 'ALL', IncludeExecutionData: false },
      TracingConfiguration: { Enabled: true },
      EncryptionConfiguration: { Type: 'CUSTOMER_MANAGED_KMS_KEY' },
    });
  });

  it('speaks JSONata throughout', () => {
    expect(JSON.parse(definitionOf(name)).QueryLanguage).toBe('JSONata');
    expect(definitionOf(name)).not.toMatch(/"(InputPath|ResultPath|OutputPath|Parameters)"/);
  });
});
