/** What the rule engine is measured against: the same sixty rules in json-rules-engine. */
import { Engine, type TopLevelCondition } from 'json-rules-engine';
import type {
  Condition,
  FieldCondition,
  Fields,
  RuleSetDocument,
  Values,
} from '../../lambdas/core/risk/rules/document';
import { compileRuleSet } from '../../lambdas/core/risk/rules/rule-set';
import { median, type Ratio } from './measure';

const fieldCount = 40;
const names = Array.from({ length: fieldCount }, (_, index) => `field${index}`);
const fields: Fields = Object.fromEntries(names.map((name) => [name, 'number']));

/** Sixty rules of two to four conditions, joined by `all` and `any` in turn. */
export const sixtyRules: RuleSetDocument = {
  ruleSet: 'origination',
  about: 'sixty rules to measure',
  rules: Array.from({ length: 60 }, (_, index) => {
    const conditions = Array.from({ length: 2 + (index % 3) }, (_, at) => conditionOf(index, at));
    return {
      rule: `rule${index}`,
      when: index % 2 === 0 ? { all: conditions } : { any: conditions },
      missing: 'refer',
      effect: { kind: 'decline', reason: `reason${index}` },
    };
  }),
};

function conditionOf(rule: number, at: number): FieldCondition {
  const field = names[(rule * 7 + at * 11) % fieldCount] as string;
  const value = (rule * 13 + at * 29) % 100;
  if (at === 2) return { field, is: 'in', values: [value, value + 1, value + 2] };
  return { field, is: at % 2 === 0 ? 'below' : 'above', value };
}

/** Values from 0 to 99, other ones for every applicant. */
const applicants: readonly Values[] = Array.from({ length: 32 }, (_, applicant) =>
  Object.fromEntries(names.map((name, at) => [name, (applicant * 37 + at * 17) % 100])),
);

const operators = { below: 'lessThan', above: 'greaterThan', in: 'in' } as const;

function peerCondition(condition: Condition): TopLevelCondition {
  if ('all' in condition) return { all: condition.all.map(peerCondition) };
  if ('any' in condition) return { any: condition.any.map(peerCondition) };
  const { field, is, ...operand } = condition as FieldCondition & {
    value?: unknown;
    values?: unknown;
  };
  const operator = operators[is as keyof typeof operators];
  return { fact: field, operator, value: operand.value ?? operand.values } as never;
}

const peerEngine = (): Engine =>
  new Engine(
    sixtyRules.rules.map(({ rule, when }) => ({
      name: rule,
      conditions: peerCondition(when),
      event: { type: rule },
    })),
  );

/** The names of the rules that hit, by either engine, applicant by applicant. */
export async function hitsOfBoth(): Promise<readonly { ours: string[]; peer: string[] }[]> {
  const engine = peerEngine();
  return Promise.all(
    applicants.map(async (values) => ({
      ours: evaluate(values)
        .trace.filter(({ outcome }) => outcome === 'hit')
        .map(({ rule }) => rule)
        .sort(),
      peer: (await engine.run({ ...values })).events.map(({ type }) => type).sort(),
    })),
  );
}

function compiled() {
  const rules = compileRuleSet(sixtyRules, fields);
  if (!rules.ok) throw new Error(JSON.stringify(rules.error));
  return rules.value;
}

const ruleSet = compiled();
const evaluate = (values: Values) => ruleSet.evaluate(values, 'order');

/** Rounds of five to ten milliseconds each: what the other left in the caches weighs little. */
const ourJobs = 1_000;
const peerJobs = 8;

/** Both in turns in one process, each with a full trace; the median of the ratios. */
export async function compareRules(rounds: number): Promise<Ratio> {
  const engine = peerEngine();
  const ours: number[] = [];
  const peers: number[] = [];
  for (let round = -10; round < rounds; round += 1) {
    const our = await timed(ourJobs, async (turn) => evaluate(applicantOf(turn)));
    const peer = await timed(peerJobs, (turn) => engine.run({ ...applicantOf(turn) }));
    if (round < 0) continue;
    ours.push(our);
    peers.push(peer);
  }
  const ratio = median(peers.map((peer, round) => peer / (ours[round] as number)));
  return {
    name: '60 rules of 2 to 4 conditions, full trace',
    peer: 'json-rules-engine',
    ratio: Number(ratio.toFixed(1)),
    target: 100,
    met: ratio >= 100,
    ourMicroseconds: Number(median(ours).toFixed(2)),
    peerMicroseconds: Number(median(peers).toFixed(0)),
    rounds,
  };
}

const applicantOf = (turn: number): Values => applicants[turn % applicants.length] as Values;

/** Microseconds a job takes. The peer answers promises: ours are awaited as well. */
async function timed(jobs: number, job: (turn: number) => Promise<unknown>): Promise<number> {
  const started = process.hrtime.bigint();
  for (let turn = 0; turn < jobs; turn += 1) await job(turn);
  return Number(process.hrtime.bigint() - started) / 1_000 / jobs;
}
