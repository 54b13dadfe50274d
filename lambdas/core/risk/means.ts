/** What an applicant declares of their means. */
export interface DeclaredMeans {
  readonly monthlyIncomeFen: number;
  /** Payments on debts elsewhere. */
  readonly monthlyDebtFen: number;
  readonly employment: string;
  readonly employedMonths: number;
}
