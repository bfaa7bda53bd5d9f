import assert from 'node:assert/strict';
import { createPackages } from '../../src/register/packages.js';
import { findNodeSdk, type NodeSdkPackages, startNodeSdk } from '../../src/register/node-sdk.js';
import { createRelayProcessor } from '../../src/register/relay-processor.js';

interface Seen {
  readonly configuration: Readonly<Record<string, unknown>>;
  readonly logsExporter: string | undefined;
  readonly logLevel: string | undefined;
}

/** Packages whose NodeSDK records its arguments. */
function fakePackages(seen: Seen[]): NodeSdkPackages {
  const packages = createPackages();
  class NodeSDK {
    constructor(configuration: object) {
      seen.push({
        configuration: { ...configuration },
        logsExporter: process.env['OTEL_LOGS_EXPORTER'],
        logLevel: process.env['OTEL_LOG_LEVEL'],
      });
    }
    start(): void {}
    async shutdown(): Promise<void> {}
  }
  return {
    loadAuto: () => ({ getNodeAutoInstrumentations: () => ['one'], getResourceDetectors: () => [] }),
    loadSdk: () => ({ NodeSDK }),
    ofAuto: packages,
    ofSdk: packages,
  };
}

function start(given: Partial<Parameters<typeof startNodeSdk>[1]>): Seen {
  const seen: Seen[] = [];
  startNodeSdk(fakePackages(seen), { resourceDetectors: [], logs: 'none', exportsTraces: true, ...given });
  assert.equal(seen.length, 1);
  return seen[0] ?? assert.fail();
}

describe('node-sdk', () => {
  const { env } = process;
  beforeEach(() => {
    process.env = { ...env, OTEL_LOG_LEVEL: 'debug', OTEL_LOGS_EXPORTER: 'otlp' };
  });
  afterEach(() => void (process.env = env));

  it('is found with auto-instrumentations, and loaded only when it is needed', () => {
    const found = findNodeSdk(createPackages());
    assert.equal(typeof found?.loadSdk().NodeSDK, 'function');
    assert.equal(typeof found?.loadAuto().getNodeAutoInstrumentations, 'function');
    assert.equal(findNodeSdk({ ...createPackages(), find: () => undefined }), undefined);
  });

  it('passes the processor to NodeSDK, and lets NodeSDK set no logger for diag', () => {
    const logs = createRelayProcessor();
    const { configuration, logLevel } = start({ logs });
    assert.deepEqual(configuration, {
      instrumentations: ['one'],
      resourceDetectors: [],
      logRecordProcessors: [logs],
    });
    assert.equal(logLevel, undefined);
    assert.equal(process.env['OTEL_LOG_LEVEL'], 'debug');
  });

  it('leaves logs to the environment, or turns them off', () => {
    const left = start({ logs: 'environment' });
    assert.deepEqual([left.configuration['logRecordProcessors'], left.logsExporter], [undefined, 'otlp']);
    const none = start({ logs: 'none' });
    assert.deepEqual([none.configuration['logRecordProcessors'], none.logsExporter], [undefined, 'none']);
  });

  it('has spans with ids if none are exported', () => {
    const { spanProcessors } = start({ exportsTraces: false }).configuration;
    assert.ok(Array.isArray(spanProcessors));
    assert.equal(spanProcessors.length, 1);
    assert.equal(start({ exportsTraces: true }).configuration['spanProcessors'], undefined);
  });
});
