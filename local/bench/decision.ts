/** How long the whole decision takes in a warm function, from profile to reasons, without I/O. */
import { MemoryStore } from '../../lambdas/adapters/memory-store';
import { type Application, decide } from '../../lambdas/core/risk/decision/decision';
import {
  type ApplicantProfile,
  type Contribution,
  profileOf,
} from '../../lambdas/core/risk/profile/applicant-profile';
import {
  askedSources,
  fieldNames,
  type ProfileSource,
  profileCatalogue,
} from '../../lambdas/core/risk/profile/fields';
import { openPolicies } from '../../lambdas/platform/composition/policies';
import { median, timeRound } from './measure';
import type { Limit } from './risk';

const at = Date.UTC(2026, 10, 22);

/** By the documents in force; an applicant of whom everything is known. */
export async function decisionLimit(rounds: number): Promise<Limit> {
  const store = new MemoryStore({ now: () => at });
  const policy = await openPolicies(store).policyFor('cus_bench', at);
  const applications = [400_000, 900_000, 1_600_000].map(anApplication);
  let turn = 0;
  const job = () => {
    turn = (turn + 1) % applications.length;
    return decide(policy, applications[turn] as Application);
  };
  timeRound(job, 500);
  const microseconds = median(Array.from({ length: rounds }, () => timeRound(job, 200)));
  return {
    name: 'a whole decision, rules to reasons',
    microseconds: Number(microseconds.toFixed(1)),
    targetMicroseconds: 2_000,
  };
}

function anApplication(monthlyIncomeFen: number): Application {
  const known = { text: 'CN', truth: false, number: 1 } as const;
  const observedAt = new Date(at).toISOString();
  const of = (source: ProfileSource): [ProfileSource, Contribution] => [
    source,
    {
      values: Object.fromEntries(
        fieldNames
          .filter((name) => profileCatalogue[name].source === source)
          .map((name) => [name, known[profileCatalogue[name].type]]),
      ),
      observedAt,
      otherwise: 'notFound',
    },
  ];
  const own: readonly ProfileSource[] = ['applicant', 'velocity', 'links', 'lists'];
  const contributions = Object.fromEntries([...own, ...askedSources].map(of)) as Record<
    ProfileSource,
    Contribution
  >;
  const applicant = {
    ...contributions.applicant,
    values: {
      ...contributions.applicant.values,
      ageYears: 30,
      employedMonths: 36,
      monthlyIncomeFen,
    },
  };
  const report = { outcome: 'answered', version: 'bench-1', policy: 'refer', millis: 1 } as const;
  const sources = Object.fromEntries(askedSources.map((name) => [name, report]));
  return {
    stage: 'order',
    customerId: 'cus_bench',
    profile: profileOf({ ...contributions, applicant }, sources as ApplicantProfile['sources']),
    offer: {
      productId: 'sunlend-flex',
      productVersion: 1,
      minimumFen: 50_000,
      maximumFen: 5_000_000,
      termMonths: 12,
      ratesPpm: { A: 102_000, B: 128_000, C: 158_000, D: 190_000, E: 215_000 },
      capPpm: 240_000,
      capRule: 'bench',
      quotedPpm: 158_000,
    },
  };
}
