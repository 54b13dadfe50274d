/** `npm run bench`: how fast it is, side by side with npm packages; `--json` for machines. */
import { decisionLimit } from '../local/bench/decision';
import { comparisons, replayMicroseconds, threeYears, xirrFailures } from '../local/bench/lending';
import { compare, type Ratio } from '../local/bench/measure';
import { type NightSpeed, nightSpeed } from '../local/bench/night';
import { nightCapacities } from '../local/bench/night-capacity';
import { readProfiles } from '../local/bench/profile-reads';
import type { RepaymentTrips } from '../local/bench/repayment';
import { trainingSeconds, treeComparison, treeLimits } from '../local/bench/risk';
import { compareRules } from '../local/bench/rules';
import { compareWithSdk, sealedSize, sealingComparison } from '../local/bench/sealing';
import { transitionsOfLife } from '../local/bench/transitions';
import { measureAuthorizer } from '../local/bench/users';
import { runBundled } from '../local/build/bundled-run';

const rounds = 21;
const replayTargetMicroseconds = 100;
const trainingTargetSeconds = 10;

function lending() {
  const ratios = comparisons.map((comparison) => compare(comparison, rounds));
  const replay = {
    name: `replay of a three-year loan, ${threeYears().length} events`,
    microseconds: Number(replayMicroseconds(rounds).toFixed(1)),
    targetMicroseconds: replayTargetMicroseconds,
  };
  return { ratios, replay, xirrFailures: xirrFailures() };
}

async function identity() {
  return {
    sealing: compare(sealingComparison, rounds),
    sealedSize: sealedSize(),
    encryptionSdk: await compareWithSdk(rounds),
    profileReads: await readProfiles(),
    authorizer: await measureAuthorizer(),
  };
}

async function risk() {
  const seconds = Number(trainingSeconds().toFixed(1));
  return {
    trees: compare(await treeComparison(), rounds),
    rules: await compareRules(rounds),
    limits: [...treeLimits(rounds), await decisionLimit(rounds)],
    training: { seconds, targetSeconds: trainingTargetSeconds },
  };
}

async function night() {
  return { speed: nightSpeed(rounds), capacity: await nightCapacities() };
}

async function money() {
  const { stdout, status } = runBundled('local/bench/repayment-command.ts', [], 'pipe');
  if (status !== 0) throw new Error('the repayment ended badly');
  const repayment: RepaymentTrips = JSON.parse(stdout);
  return { repayment, transitions: await transitionsOfLife() };
}

type Lending = ReturnType<typeof lending>;
type Identity = Awaited<ReturnType<typeof identity>>;
type Risk = Awaited<ReturnType<typeof risk>>;
type Night = Awaited<ReturnType<typeof night>>;
type Money = Awaited<ReturnType<typeof money>>;

const isMoneyMet = ({ repayment, transitions }: Money) => repayment.met && transitions.met;

const areMet = (core: Lending, sealed: Identity, models: Risk, nights: Night): boolean =>
  [...core.ratios, sealed.sealing, sealed.sealedSize, models.trees, models.rules].every(
    ({ met }) => met,
  ) &&
  core.replay.microseconds < replayTargetMicroseconds &&
  core.xirrFailures.ours === 0 &&
  sealed.encryptionSdk.met &&
  sealed.profileReads.met &&
  models.limits.every((limit) => limit.microseconds <= limit.targetMicroseconds) &&
  models.training.seconds <= trainingTargetSeconds &&
  nights.speed.met &&
  nights.capacity.met;

const ratioLine = (each: Ratio): string =>
  `${each.ratio.toFixed(2).padStart(8)} × ${each.peer.padEnd(18)}${each.name}` +
  ` (${each.ourMicroseconds} µs against ${each.peerMicroseconds} µs;` +
  ` target ${each.target} ×, ${each.met ? 'met' : 'NOT met'})`;

const figure = (value: number, unit: string, text: string): string =>
  `${String(value).padStart(8)} ${unit} ${text}`;

function linesOf(core: Lending, sealed: Identity, models: Risk): string[] {
  const { replay, xirrFailures: failed } = core;
  const { encryptionSdk, profileReads, authorizer, sealedSize: size } = sealed;
  return [
    ...[...core.ratios, sealed.sealing, models.trees, models.rules].map(ratioLine),
    figure(replay.microseconds, 'µs', `${replay.name} (target < 100 µs)`),
    `XIRR not found, of ${failed.flows} hard loans: ours ${failed.ours}, xirr ${failed.peer}`,
    figure(encryptionSdk.ratio, '×', 'AWS Encryption SDK, sealing the same (target 20 ×)'),
    figure(size.overheadBytes, 'bytes', 'added by sealing (target ≤ 60)'),
    figure(profileReads.kmsCalls, 'KMS', `calls for ${profileReads.reads} reads (target ≤ 2)`),
    figure(authorizer.verifyMicroseconds, 'µs', 'to check a token’s signature'),
    figure(authorizer.authorizeMicroseconds, 'µs', 'for the whole authorizer'),
    ...models.limits.map((limit) =>
      figure(limit.microseconds, 'µs', `${limit.name} (target ≤ ${limit.targetMicroseconds} µs)`),
    ),
    figure(models.training.seconds, 's', 'to train trees on 21,000 rows (target ≤ 10 s)'),
  ];
}

const nightLines = ({ speed, capacity }: Night): string[] => [
  figure(speed.loansPerSecond, 'loans/s', `looked at by night, on one core ${target(speed)}`),
  figure(speed.servedMicroseconds, 'µs', 'for a loan that has work by night'),
  ...capacity.nights.map(({ loans, due, calls, readUnits, writeUnits }) =>
    figure(
      calls,
      'calls',
      `a night, ${loans} loans, ${due} due: ${readUnits} RCU, ${writeUnits} WCU`,
    ),
  ),
];

const moneyLines = ({ repayment, transitions }: Money): string[] => [
  ...(['ordered', 'toldAndBooked'] as const).map((part) =>
    figure(
      repayment[part].roundTrips,
      'trips',
      `to the store, a repayment ${part === 'ordered' ? part : 'told, and booked'}; ` +
        `transactions: ${repayment[part].transactions} (target ≤ 2 trips for each)`,
    ),
  ),
  figure(
    transitions.perLife,
    'transitions',
    `a loan of 12 months: ${transitions.origination} of its own and its share of ` +
      `${transitions.nightsOfDay} a day by night and ${transitions.collectionsOfDay} of ` +
      `collection, in a book of 10,000 (target ≤ ${transitions.target})`,
  ),
];

const target = ({ targetPerSecond }: NightSpeed): string => `(target ≥ ${targetPerSecond})`;

async function main(): Promise<void> {
  // The core first, in a process that has done nothing else.
  const core = lending();
  const sealed = await identity();
  const models = await risk();
  const nights = await night();
  const moved = await money();
  const met = areMet(core, sealed, models, nights) && isMoneyMet(moved);
  const json = process.argv.includes('--json');
  if (json)
    console.log(
      JSON.stringify(
        { ...core, identity: sealed, risk: models, night: nights, money: moved, met },
        null,
        2,
      ),
    );
  else {
    const lines = [...linesOf(core, sealed, models), ...nightLines(nights), ...moneyLines(moved)];
    for (const line of lines) console.log(line);
  }
  process.exitCode = met || json ? 0 : 1;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
