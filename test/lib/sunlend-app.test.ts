import { functions } from '../../lambdas/contract/functions';
import { routes } from '../../lambdas/contract/routes';
import { stageNames } from '../../lib/config';
import { makeApp, resourcesOf, templatesOf } from './synthesis';

describe('the app', () => {
  it('has a data and a lending stack for dev, staging and prod', () => {
    const app = makeApp();

    expect(stageNames).toEqual(['dev', 'staging', 'prod']);
    expect(app.stages.flatMap(({ data, lending }) => [data.stackName, lending.stackName])).toEqual([
      'sunlend-dev-data',
      'sunlend-dev-lending',
      'sunlend-staging-data',
      'sunlend-staging-lending',
      'sunlend-prod-data',
      'sunlend-prod-lending',
    ]);
  });

  it('makes only the stage that is asked for', () => {
    expect(makeApp('staging').stages.map(({ node }) => node.id)).toEqual(['staging']);
  });

  it('says which stages there are when asked for another', () => {
    expect(() => makeApp('live')).toThrow('No stage "live": choose one of dev, staging, prod.');
  });

  it('protects staging and prod from deletion, and lets dev go', () => {
    const protection = Object.fromEntries(
      makeApp().stages.map(({ node, data, lending }) => [
        node.id,
        [data.terminationProtection, lending.terminationProtection],
      ]),
    );

    expect(protection).toEqual({
      dev: [false, false],
      staging: [true, true],
      prod: [true, true],
    });
  });

  it('names neither account nor region, so that any credentials can deploy it', () => {
    const { data, lending } = templatesOf('prod');

    for (const template of [data, lending]) {
      const text = JSON.stringify(template.toJSON());
      expect(text).not.toMatch(/\b\d{12}\b/);
      expect(text).not.toMatch(/\b(us|eu|ap|sa)-[a-z]+-\d\b/);
    }
  });

  it('asks for the address of the sandbox bank, and for nothing else', () => {
    const { data, lending } = templatesOf('dev');
    const asked = (template: typeof data) =>
      Object.keys(template.toJSON().Parameters).filter((name) => name !== 'BootstrapVersion');

    expect(asked(data)).toEqual([]);
    expect(asked(lending)).toEqual(['SandboxBankUrl']);
  });

  it('stays well below the 500 resources a stack may have', () => {
    for (const stage of stageNames) {
      const { data, lending } = templatesOf(stage);
      expect(Object.keys(data.toJSON().Resources).length).toBeLessThanOrEqual(450);
      expect(Object.keys(lending.toJSON().Resources).length).toBeLessThanOrEqual(450);
    }
  });

  it('deploys exactly one function for every operation of the contract', () => {
    const deployed = Object.values(
      resourcesOf(templatesOf('dev').lending, 'AWS::Lambda::Function'),
    ).map(({ Metadata }) => Metadata?.['sunlend:operationId']);

    const expected = [...routes, ...functions].map(({ operationId }) => operationId);
    expect(deployed.sort()).toEqual(expected.sort());
  });
});
