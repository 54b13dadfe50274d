// Metrics are log lines: tests need none of them.
process.env.POWERTOOLS_METRICS_DISABLED = 'true';
process.env.POWERTOOLS_LOG_LEVEL ??= 'SILENT';
// CloudFormation's own checks take seconds a stack: test/lib/compliance.test.ts asks for them.
process.env.CDK_VALIDATION = 'false';

/** Tests run as CommonJS through swc; middy, jose and hyparquet are ESM only and are therefore transformed too. */
module.exports = {
  testEnvironment: 'node',
  // One less than the cores would leave half of a small machine idle.
  maxWorkers: '100%',
  // A machine that is busy with something else is slow, not wrong.
  testTimeout: 120_000,
  roots: ['<rootDir>/test'],
  testSequencer: '<rootDir>/test/support/longest-first.js',
  testMatch: ['**/*.test.ts'],
  moduleNameMapper: {
    // Its package offers no CommonJS entry, which is what Jest resolves.
    '^@middy/(core|util)$': '<rootDir>/node_modules/@middy/$1/index.js',
  },
  transform: {
    '^.+\\.[mc]?[tj]s$': [
      '@swc/jest',
      {
        jsc: { target: 'es2023', parser: { syntax: 'typescript', decorators: false } },
        module: { type: 'commonjs' },
      },
    ],
  },
  transformIgnorePatterns: ['/node_modules/(?!(@middy|jose|hyparquet|hyparquet-writer)/)'],
};
