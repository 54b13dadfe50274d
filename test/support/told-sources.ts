/** Data sources that answer as a test tells them to: well, unless told otherwise. */
import type {
  DataSource,
  SourceAnswer,
  SourceQuestion,
} from '../../lambdas/core/ports/data-source';
import type { AskedSource } from '../../lambdas/core/risk/profile/fields';

const ordinary: Readonly<Record<AskedSource, SourceAnswer>> = {
  carrier: {
    outcome: 'answered',
    values: { carrierMonthsInNet: 60, carrierRealNameMatched: true, carrierStatus: 'active' },
  },
  bureau: {
    outcome: 'answered',
    values: {
      bureauScore: 720,
      bureauOpenLoans: 1,
      bureauInquiries30d: 0,
      bureauInquiries90d: 1,
      bureauDelinquencies24m: 0,
      bureauMonthlyDebtFen: 0,
    },
  },
  commerce: {
    outcome: 'answered',
    values: {
      commerceAccountMonths: 48,
      commerceMonthlySpendFen: 200_000,
      commerceReturnsPpm: 30_000,
    },
  },
  device: {
    outcome: 'answered',
    values: { deviceAgeDays: 400, deviceEmulator: false, deviceRooted: false },
  },
  ip: { outcome: 'answered', values: { ipCountry: 'CN', ipAsn: 4847 } },
};

const needs: Readonly<Record<AskedSource, DataSource['needs']>> = {
  carrier: ['name', 'idNumber', 'phone'],
  bureau: ['name', 'idNumber', 'phone'],
  commerce: ['phone'],
  device: ['deviceId'],
  ip: ['ip'],
};

export class ToldSources {
  /** What was asked of each, in order. */
  readonly asked: { readonly source: AskedSource; readonly question: SourceQuestion }[] = [];
  private readonly told = new Map<AskedSource, SourceAnswer>();

  tell(source: AskedSource, answer: SourceAnswer): void {
    this.told.set(source, answer);
  }

  /** Other values in the ordinary answer. */
  vary(source: AskedSource, values: Extract<SourceAnswer, { values: unknown }>['values']): void {
    const usual = ordinary[source];
    const before = usual.outcome === 'answered' ? usual.values : {};
    this.tell(source, { outcome: 'answered', values: { ...before, ...values } });
  }

  /** Asked when an application is decided. */
  get all(): readonly DataSource[] {
    return (['carrier', 'bureau', 'commerce', 'device'] as const).map((name) => this.of(name));
  }

  of(name: AskedSource): DataSource {
    return {
      name,
      version: `${name}-told-1`,
      timeoutMillis: 1_000,
      policy: 'refer',
      needs: needs[name],
      ...(name === 'bureau' && { consent: 'creditInquiry' }),
      ...(name === 'carrier' && { consent: 'thirdPartySharing' }),
      ask: async (question) => {
        this.asked.push({ source: name, question });
        return this.told.get(name) ?? ordinary[name];
      },
    };
  }
}

/** Nothing takes time, and nobody waits: sources that answer always come before the limit. */
export const stillTimer = { now: () => 0, sleep: () => new Promise<void>(() => {}) };
