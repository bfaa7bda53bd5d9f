import assert from 'node:assert/strict';
import { createNoopMeter, metrics } from '@opentelemetry/api';
import { logs as apiLogs } from '@opentelemetry/api-logs';
import { LoggerProvider } from '@opentelemetry/sdk-logs';
import { stub } from 'sinon';
import type { NodeSdkPackages } from '../../src/register/node-sdk.js';
import { createPackages } from '../../src/register/packages.js';
import { type Started, startBeside, startOwnSdk } from '../../src/register/start-sdk.js';
import { makeSurroundings } from './helpers.js';

const AWS = '@aws/aws-distro-opentelemetry-node-autoinstrumentation' as const;
const OTHER = { packageName: AWS, file: 'other' };

/** Auto-instrumentations whose NodeSDK starts with this function. */
function nodeSdkThat(start: () => void): NodeSdkPackages {
  const packages = createPackages();
  class NodeSDK {
    readonly start = start;
    readonly shutdown = (): Promise<void> => Promise.resolve();
  }
  return {
    loadAuto: () => ({ getNodeAutoInstrumentations: () => [], getResourceDetectors: () => [] }),
    loadSdk: () => ({ NodeSDK }),
    ofAuto: { ...packages, find: () => undefined },
    ofSdk: packages,
  };
}

describe('start-sdk', () => {
  let started: Started | undefined;
  afterEach(async () => {
    await started?.owner?.shutdown();
    started = undefined;
    apiLogs.disable();
    metrics.disable();
  });

  it('has one owner for everything if NodeSDK starts', async () => {
    const { surroundings, warnings } = makeSurroundings({ nodeSdk: nodeSdkThat(stub()) });
    started = startOwnSdk(surroundings);
    assert.notEqual(started.logs, undefined);
    assert.notEqual(started.owner, undefined);
    assert.deepEqual(warnings, []);
    await started.logs?.shutdown();
  });

  it('sets up logs alone if NodeSDK cannot start', () => {
    const failing = nodeSdkThat(() => {
      throw new Error('broken');
    });
    const { surroundings, warnings } = makeSurroundings({ nodeSdk: failing });
    started = startOwnSdk(surroundings);
    assert.deepEqual(warnings, ['start NodeSDK: Error: broken']);
    assert.ok(apiLogs.getLoggerProvider() instanceof LoggerProvider);
  });

  it('has nothing to shut down if logs go to other exporters and there is no NodeSDK', () => {
    const { surroundings } = makeSurroundings({ env: { OTEL_LOGS_EXPORTER: 'none' } });
    assert.deepEqual(startOwnSdk(surroundings), {
      logs: undefined,
      owner: undefined,
      listenersOfSdks: [],
      instrumentations: [],
    });
  });

  it('registers the provider of logs before the SDK of another register starts', () => {
    const seen: unknown[] = [];
    const load = (): void => {
      seen.push(apiLogs.getLoggerProvider() instanceof LoggerProvider);
      metrics.setGlobalMeterProvider({ getMeter: createNoopMeter });
    };
    const { surroundings, warnings } = makeSurroundings({ load });
    started = startBeside(OTHER, surroundings);
    assert.deepEqual(seen, [true]);
    assert.deepEqual(warnings, []);
  });

  it('reports it if another register could start no SDK', () => {
    const { surroundings, warnings } = makeSurroundings({ load: stub() });
    started = startBeside(OTHER, surroundings);
    assert.match(
      warnings.join('\n'),
      new RegExp(`^CWL_OTHER_SDK_NOT_STARTED: ${AWS} .* npm ls @opentelemetry/api$`),
    );
  });

  const orders: readonly (readonly [commandLine: readonly string[], advice: RegExp])[] = [
    [[], /Load this register first, or set OTEL_LOGS_EXPORTER=cloudwatch/],
    [
      ['--require', `${AWS}/register`],
      new RegExp(`has to come second: node --require .* --require ${AWS}/register`),
    ],
  ];
  for (const [commandLine, advice] of orders) {
    it(`leaves logs to a provider that was first, and reports what to do, with "${commandLine.join(' ')}"`, () => {
      apiLogs.setGlobalLoggerProvider(new LoggerProvider());
      const { surroundings, warnings } = makeSurroundings({ commandLine });
      assert.equal(startBeside(undefined, surroundings).logs, undefined);
      assert.equal(warnings.length, 1);
      assert.match(warnings[0] ?? '', /^CWL_OTHER_LOGGER_PROVIDER: /);
      assert.match(warnings[0] ?? '', advice);
    });
  }

  it('reports that its own metrics would go nowhere', () => {
    const { surroundings, warnings } = makeSurroundings({
      env: { OTEL_EXPORTER_CLOUDWATCH_SELF_METRICS: 'true' },
    });
    started = startOwnSdk(surroundings);
    assert.match(warnings.join('\n'), /^CWL_METER_PROVIDER_MISSING: /);
  });
});
