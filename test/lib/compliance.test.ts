import { AwsSolutionsChecks } from 'cdk-nag';
import { acknowledgements } from '../../lib/acknowledgements';
import { settingsOf } from '../../lib/config';
import { makeApp } from './synthesis';

describe('compliance', () => {
  it('leaves no finding of the pack or of CloudFormation outside the list, in any stage', () => {
    process.env.CDK_VALIDATION = 'true';
    try {
      expect(() => makeApp().synth()).not.toThrow();
    } finally {
      process.env.CDK_VALIDATION = 'false';
    }
  });

  it('lists no finding that is not found', () => {
    // given the app without a single acknowledgement; the sandbox bank is in dev alone, and no
    // stage has chosen Tencent Cloud
    const found = ['prod', 'dev'].flatMap((stage) =>
      findingsWithout([], stage).map((finding) => ({ ...finding, stage })),
    );

    const stale = acknowledgements.filter(
      ({ path, id }) =>
        !found.some(
          (finding) =>
            finding.id === id.replaceAll('<stage>', finding.stage) &&
            `${finding.path}/`.startsWith(`${finding.stage}/${path}/`),
        ),
    );
    expect(found.length).toBeGreaterThan(20);
    expect(stale).toEqual([]);
  });

  it('gives each a reason of a sentence, and lists none twice', () => {
    for (const { reason } of acknowledgements) {
      expect(reason.length).toBeGreaterThanOrEqual(40);
      expect(reason).toMatch(/\.$/);
    }
    const entries = acknowledgements.map(({ path, id }) => `${path} ${id}`);
    expect(new Set(entries).size).toBe(entries.length);
  });

  it('would see a finding if there were one', () => {
    const missed = acknowledgements.find(({ path }) => path === 'Data/DeadLetters/Queue/Resource');

    const remaining = findingsWithout(acknowledgements.filter((each) => each !== missed));
    expect(remaining.map(({ id }) => id)).toEqual([missed?.id]);
  });
});

const withTencentCloud = (stage: string) => {
  const cardReader = { provider: 'tencentCloud', region: 'ap-guangzhou' } as const;
  return { ...settingsOf(stage), cardReader };
};

interface Finding {
  readonly id: string;
  readonly path: string;
}

/** What the pack finds on a stage when only these are accepted. */
function findingsWithout(accepted: typeof acknowledgements, stage = 'prod'): Finding[] {
  const app = makeApp(stage, { accepted, settings: withTencentCloud });
  try {
    app.synth();
  } catch {
    // A synthesis with findings throws; they are asked for below.
  }
  return new AwsSolutionsChecks(app).validateScope(app).violations.flatMap((violation) =>
    violation.violatingResources.map(({ constructPath }) => ({
      id: violation.ruleName,
      path: constructPath ?? '',
    })),
  );
}
