/** Prints what a repayment asks of the store, as JSON. */
import { repaymentTrips } from './repayment';

repaymentTrips().then(
  (trips) => console.log(JSON.stringify(trips)),
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
