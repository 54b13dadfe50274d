/** `npm run bench`: how fast the core is, side by side with npm packages; `--json` for machines. */
import { comparisons, replayMicroseconds, threeYears, xirrFailures } from '../local/bench/lending';
import { compare } from '../local/bench/measure';

const rounds = 21;
const replayTargetMicroseconds = 100;

const ratios = comparisons.map((comparison) => compare(comparison, rounds));
const replay = {
  name: `replay of a three-year loan, ${threeYears().length} events`,
  microseconds: Number(replayMicroseconds(rounds).toFixed(1)),
  targetMicroseconds: replayTargetMicroseconds,
};
const failed = xirrFailures();
const met =
  ratios.every((ratio) => ratio.met) &&
  replay.microseconds < replayTargetMicroseconds &&
  failed.ours === 0;

if (process.argv.includes('--json')) {
  console.log(JSON.stringify({ ratios, replay, xirrFailures: failed, met }, null, 2));
} else {
  for (const each of ratios) {
    const verdict = each.met ? 'met' : 'NOT met';
    console.log(
      `${each.ratio.toFixed(2).padStart(8)} × ${each.peer.padEnd(18)}${each.name}` +
        ` (${each.ourMicroseconds} µs against ${each.peerMicroseconds} µs;` +
        ` target ${each.target} ×, ${verdict})`,
    );
  }
  console.log(`${String(replay.microseconds).padStart(8)} µs ${replay.name} (target < 100 µs)`);
  console.log(
    `XIRR not found, of ${failed.flows} hard loans: ours ${failed.ours}, xirr ${failed.peer}`,
  );
}
process.exitCode = met || process.argv.includes('--json') ? 0 : 1;
