/** A stage that has its ID cards read by Tencent Cloud: its key, its grant and nothing more. */
import { Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { settingsOf, stageNames } from '../../lib/config';
import { actionsOf, makeApp, resourcesOf, type Statement, templatesOf } from './synthesis';

describe('the card reader', () => {
  it('of every stage is in the function itself, without a key of anybody', () => {
    for (const stage of stageNames) expect(settingsOf(stage).cardReader.provider).toBe('ppocr');
    const { data, capabilities } = templatesOf('dev');
    expect(tencentKeysIn(data)).toEqual([]);
    const { settings, secrets } = readCardIn(capabilities[0]!);
    expect(settings).toBe('{"provider":"ppocr"}');
    expect(secrets).toEqual([]);
  });

  it('of Tencent Cloud gets the key from its own secret, and no finding is left', () => {
    const cardReader = { provider: 'tencentCloud', region: 'ap-guangzhou' } as const;
    const app = makeApp('dev', { settings: (name) => ({ ...settingsOf(name), cardReader }) });
    const [stage] = app.stages;
    const data = Template.fromStack(stage!.data);
    expect(tencentKeysIn(data)).toHaveLength(1);

    const { settings, secrets, key } = readCardIn(Template.fromStack(stage!.capabilities[0]!));
    expect(JSON.parse(String(settings))).toEqual(cardReader);
    expect(JSON.stringify(key)).toContain('TencentCloudKey');
    expect(secrets).toEqual([key]);
    expect(new AwsSolutionsChecks(app).validateScope(app).violations).toEqual([]);
  });
});

const tencentKeysIn = (template: Template): string[] =>
  Object.keys(resourcesOf(template, 'AWS::SecretsManager::Secret')).filter((id) =>
    id.startsWith('TencentCloudKey'),
  );

/** What readCard is told, and which secrets its role may read. */
function readCardIn(template: Template) {
  const fn = Object.values(resourcesOf(template, 'AWS::Lambda::Function')).find(
    ({ Properties }) => Properties.Environment.Variables.CARD_READER_SETTINGS,
  );
  const policies = Object.values(resourcesOf(template, 'AWS::IAM::ManagedPolicy'));
  const policy = policies.find(
    ({ Properties }) => Properties.Description === 'What readCard may do',
  );
  const statements = policy?.Properties.PolicyDocument.Statement as Statement[];
  const variables = fn?.Properties.Environment.Variables as Record<string, unknown>;
  return {
    settings: variables.CARD_READER_SETTINGS,
    key: variables.TENCENT_CLOUD_KEY_ARN,
    secrets: statements
      .filter((one) => actionsOf(one).includes('secretsmanager:GetSecretValue'))
      .flatMap(({ Resource }) => Resource),
  };
}
