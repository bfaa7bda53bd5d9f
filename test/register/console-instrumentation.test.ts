import assert from 'node:assert/strict';
import { messageOf } from '../../src/messages/message.js';
import { assert as calls, stub } from 'sinon';
import { instrumentConsole } from '../../src/register/console-instrumentation.js';
import { createPackages, type Packages } from '../../src/register/packages.js';
import { lineOf } from '../helpers/message.js';

function instrument(packages: Partial<Packages>): string[] {
  const warnings: string[] = [];
  instrumentConsole({ ...createPackages(), ...packages }, (line) => warnings.push(lineOf(line)));
  return warnings;
}

describe('console-instrumentation', () => {
  it('creates the instrumentation if it is installed', () => {
    const ConsoleInstrumentation = stub();
    assert.deepEqual(instrument({ find: () => 'file', load: () => ({ ConsoleInstrumentation }) }), []);
    calls.calledOnceWithExactly(ConsoleInstrumentation);
    calls.calledWithNew(ConsoleInstrumentation);
  });

  it('names its package if it is not installed', () => {
    assert.deepEqual(instrument({ find: () => undefined }), [
      lineOf(
        messageOf('CWL_PACKAGE_MISSING', {
          setting: 'OTEL_EXPORTER_CLOUDWATCH_CONSOLE',
          packages: '@opentelemetry/instrumentation-console',
        }),
      ),
    ]);
  });
});
