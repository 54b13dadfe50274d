/** Begins with the tests that take longest, so that no processor waits for one at the end. */
const { default: TestSequencer } = require('@jest/test-sequencer');

/** By what a fresh checkout cannot know yet, the longest first. */
const longest = [
  'adapters/rendered-cards',
  'e2e/canaries',
  'e2e/ways',
  'core/repayment/loan-properties',
  'resilience',
  'e2e/',
  'docs/start',
  'local/rekognition/real-faces',
  'lib/compliance',
  'bin/build',
].map((part) => `/test/${part}`);

const rank = ({ path }) => {
  const found = longest.findIndex((part) => path.includes(part));
  return found === -1 ? longest.length : found;
};

module.exports = class extends TestSequencer {
  sort(tests) {
    return super.sort(tests).sort((one, other) => rank(one) - rank(other));
  }
};
