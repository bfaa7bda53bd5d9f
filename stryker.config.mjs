// Mutation testing: changes the source in small ways and sees whether a test fails.
//
//   npm run test:mutation                                       all of it: hours
//   npm run test:mutation -- --mutate 'src/dispatch/**/*.ts'    one folder

const FOLDERS = ['ingest', 'dispatch', 'failures', 'deliver', 'outbox'];

/** Folders whose tests run; by default those that mirror what may be mutated. */
const tested = process.env.MUTATION_TESTS?.split(',') ?? FOLDERS;

export default {
  mutate: FOLDERS.map((folder) => `src/${folder}/**/*.ts`),
  testRunner: 'mocha-12',
  plugins: ['./scripts/mutation/mocha-runner.mjs'],
  testRunnerNodeArgs: ['--import', 'tsx'],
  mutationTests: tested.map((folder) => `test/${folder}`),
  warnings: { unknownOptions: false },
  coverageAnalysis: 'perTest',
  // What runs while a module loads needs a process for each mutant.
  ignoreStatic: true,
  // Words for people are not asserted letter by letter.
  mutator: { excludedMutations: ['StringLiteral'] },
  // Knows the JavaScript interface of TypeScript 6 and older alone, and has nothing to rewrite in ours.
  tsconfigFile: 'none',
  concurrency: 1,
  timeoutMS: 5_000,
  reporters: ['clear-text', 'progress'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  tempDirName: '.cache/stryker',
  ignorePatterns: ['bench', 'docs', 'dist', 'coverage'],
};
