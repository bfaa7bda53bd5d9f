// Runs mocha for Stryker, whose own runner loads files that mocha 12 no longer has.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { INSTRUMENTER_CONSTANTS } from '@stryker-mutator/api/core';
import { commonTokens, declareFactoryPlugin, PluginKind, tokens } from '@stryker-mutator/api/plugin';
import { determineHitLimitReached, TestStatus, toMutantRunResult } from '@stryker-mutator/api/test-runner';
import Mocha from 'mocha';

/** A fake clock hangs if a mutant stops the code that moves it: Stryker ends such a run by its own, shorter limit. */
const TEST_MILLIS = 600_000;

/** A reporter that prints nothing: Stryker prints the results. */
function silent() {}

/** Instrumented code reads the active mutant here, and counts the code that runs. */
const context = (globalThis[INSTRUMENTER_CONSTANTS.NAMESPACE] ??= {});

/**
 * @param {Mocha.Runnable} test
 * @param {object} outcome
 */
function resultOf(test, outcome) {
  const name = test.fullTitle();
  return { id: name, name, fileName: test.file, timeSpentMs: test.duration ?? 0, ...outcome };
}

/** @param {string} text */
function literal(text) {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
}

/**
 * Runs the tests of these names, or all.
 * @param {Mocha} mocha
 * @param {{ names?: readonly string[], bail: boolean }} options
 */
async function runTests(mocha, { names, bail }) {
  mocha.grep(new RegExp(names === undefined ? '' : `^(${names.map(literal).join('|')})$`));
  mocha.suite.bail(bail);
  /** @type {object[]} */
  const tests = [];
  await new Promise((resolve) => {
    const runner = mocha.run(resolve);
    runner.on('test', (test) => (context.currentTestId = test.fullTitle()));
    runner.on('pass', (test) => tests.push(resultOf(test, { status: TestStatus.Success })));
    runner.on('fail', (test, error) =>
      tests.push(
        resultOf(test, { status: TestStatus.Failed, failureMessage: String(error?.stack ?? error) }),
      ),
    );
  });
  return (
    determineHitLimitReached(context.hitCount, context.hitLimit) ?? {
      status: 'complete',
      tests,
      mutantCoverage: context.mutantCoverage,
    }
  );
}

/**
 * @param {{ mutationTests: readonly string[] }} options
 * @returns {TestRunner}
 */
function createRunner({ mutationTests }) {
  const mocha = new Mocha({ reporter: silent, timeout: TEST_MILLIS });
  return {
    capabilities: () => ({ reloadEnvironment: false }),

    async init() {
      for (const folder of mutationTests) {
        for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
          if (path.endsWith('.test.ts')) mocha.addFile(join(folder, path));
        }
      }
      // The same suites run once for each mutant.
      mocha.cleanReferencesAfterRun(false);
      await mocha.loadFilesAsync();
    },

    dryRun: ({ disableBail }) => runTests(mocha, { bail: !disableBail }),

    async mutantRun({ activeMutant, testFilter, hitLimit, disableBail }) {
      Object.assign(context, { activeMutant: activeMutant.id, hitCount: hitLimit && 0, hitLimit });
      return toMutantRunResult(await runTests(mocha, { names: testFilter, bail: !disableBail }));
    },
  };
}
createRunner.inject = tokens(commonTokens.options);

export const strykerPlugins = [declareFactoryPlugin(PluginKind.TestRunner, 'mocha-12', createRunner)];
