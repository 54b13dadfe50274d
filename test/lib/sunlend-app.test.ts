import { functions } from '../../lambdas/contract/functions';
import { routes } from '../../lambdas/contract/routes';
import { stageNames } from '../../lib/config';
import type { SunlendStage } from '../../lib/sunlend-stage';
import { makeApp, resourcesOf, type StageTemplates, templatesOf } from './synthesis';

describe('the app', () => {
  it('has data, a stack per capability and a lending stack for dev, staging and prod', () => {
    const app = makeApp();

    expect(stageNames).toEqual(['dev', 'staging', 'prod']);
    for (const stage of app.stages) {
      expect(stacksOf(stage).map(({ stackName }) => stackName)).toEqual(
        ['data', 'users', 'risk', 'orders', 'payments', 'repayment', 'collections', 'lending'].map(
          (name) => `sunlend-${stage.node.id}-${name}`,
        ),
      );
    }
  });

  it('deploys what the API calls before the API', () => {
    for (const { capabilities, lending } of makeApp().stages) {
      for (const capability of capabilities) expect(lending.dependencies).toContain(capability);
    }
  });

  it('exports nothing but what holds data: no function is held fast by its callers', () => {
    const { capabilities, lending } = templatesOf('prod');

    for (const template of [...capabilities, lending]) {
      const exported = Object.values(template.findOutputs('*')).filter(({ Export }) => Export);
      expect(exported).toEqual([]);
    }
  });

  it('makes only the stage that is asked for', () => {
    expect(makeApp('staging').stages.map(({ node }) => node.id)).toEqual(['staging']);
  });

  it('says which stages there are when asked for another', () => {
    expect(() => makeApp('live')).toThrow('No stage "live": choose one of dev, staging, prod.');
  });

  it('protects staging and prod from deletion, and lets dev go', () => {
    const protection = Object.fromEntries(
      makeApp().stages.map((stage) => [
        stage.node.id,
        [...new Set(stacksOf(stage).map((stack) => stack.terminationProtection))],
      ]),
    );

    expect(protection).toEqual({ dev: [false], staging: [true], prod: [true] });
  });

  it('names neither account nor region, so that any credentials can deploy it', () => {
    for (const template of allOf(templatesOf('prod'))) {
      const text = JSON.stringify(template.toJSON());
      expect(text).not.toMatch(/\b\d{12}\b/);
      expect(text).not.toMatch(/\b(us|eu|ap|sa)-[a-z]+-\d\b/);
    }
  });

  it('asks for the addresses of the sandboxes, and for nothing else', () => {
    const asked = allOf(templatesOf('dev')).flatMap((template) =>
      Object.keys(template.toJSON().Parameters ?? {}).filter((name) => name !== 'BootstrapVersion'),
    );

    // The bank's: the stack that binds cards and the one that moves money. The sources': risk.
    expect(asked.sort()).toEqual(['DataSourcesUrl', 'SandboxBankUrl', 'SandboxBankUrl']);
  });

  it('stays well below the 500 resources a stack may have', () => {
    for (const stage of stageNames) {
      for (const template of allOf(templatesOf(stage))) {
        expect(Object.keys(template.toJSON().Resources).length).toBeLessThanOrEqual(450);
      }
    }
  });

  it('deploys exactly one function for every operation of the contract', () => {
    const deployed = allOf(templatesOf('dev'))
      .flatMap((template) => Object.values(resourcesOf(template, 'AWS::Lambda::Function')))
      .map(({ Metadata }) => Metadata?.['sunlend:operationId']);

    const expected = [...routes, ...functions].map(({ operationId }) => operationId);
    expect(deployed.sort()).toEqual(expected.sort());
  });
});

const stacksOf = ({ data, capabilities, lending }: SunlendStage) => [
  data,
  ...capabilities,
  lending,
];

const allOf = ({ data, capabilities, lending }: StageTemplates) => [data, ...capabilities, lending];
