/** The peers that ship no types: only what the benchmark calls. */
declare module 'amortizejs' {
  export const Calculator: {
    calculate(terms: {
      method: 'mortgage';
      apr: number;
      balance: number;
      loanTerm: number;
      startDate: Date;
    }): { schedule: readonly unknown[] };
  };
}

declare module 'xirr' {
  const xirr: (flows: readonly { amount: number; when: Date }[]) => number;
  export = xirr;
}
