import { AwsSolutionsChecks } from 'cdk-nag';
import { acknowledgements } from '../../lib/acknowledgements';
import { makeApp } from './synthesis';

describe('compliance', () => {
  it('leaves no finding of the pack or of CloudFormation outside the list, in any stage', () => {
    expect(() => makeApp().synth()).not.toThrow();
  });

  it('lists no finding that is not found', () => {
    // given the app without a single acknowledgement, findings per stage
    const found = findingsWithout([]);

    const stale = acknowledgements.filter(
      ({ path, id }) =>
        !found.some(
          (finding) =>
            finding.id === id.replaceAll('<stage>', 'prod') &&
            `${finding.path}/`.startsWith(`prod/${path}/`),
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
    const [first] = acknowledgements;

    const remaining = findingsWithout(acknowledgements.slice(1));
    expect(remaining.map(({ id }) => id)).toEqual([first?.id]);
  });
});

interface Finding {
  readonly id: string;
  readonly path: string;
}

/** What the pack finds on prod when only these are accepted. */
function findingsWithout(accepted: typeof acknowledgements): Finding[] {
  const app = makeApp('prod', { accepted });
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
