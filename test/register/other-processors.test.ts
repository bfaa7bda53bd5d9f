import assert from 'node:assert/strict';
import { messageOf } from '../../src/messages/message.js';
import {
  BatchLogRecordProcessor,
  InMemoryLogRecordExporter,
  SimpleLogRecordProcessor,
} from '@opentelemetry/sdk-logs';
import { createOtherProcessors } from '../../src/register/other-processors.js';
import { createPackages, type Packages } from '../../src/register/packages.js';
import type { Warn } from '../../src/register/environment-text.js';
import type { Environment } from '../../src/util/environment.js';
import type { OtherExporter } from '../../src/register/settings.js';
import { lineOf } from '../helpers/message.js';

function create(otherExporters: readonly OtherExporter[], env: Environment = {}, installed = true) {
  const warnings: string[] = [];
  const asked: string[] = [];
  const packages: Packages = {
    ...createPackages(),
    find: (name) => {
      asked.push(name);
      return installed ? name : undefined;
    },
    load: () => ({ OTLPLogExporter: InMemoryLogRecordExporter }),
  };
  const warn: Warn = (message) => void warnings.push(lineOf(message));
  const processors = createOtherProcessors({ otherExporters, batch: {} }, { env, packages, warn });
  return { processors, warnings, asked };
}

describe('other-processors', () => {
  it('has none if cloudwatch is alone', () => {
    assert.deepEqual(create([]), { processors: [], warnings: [], asked: [] });
  });

  it('has one for each exporter: console at once, otlp in batches', () => {
    const [otlp, console, ...more] = create(['otlp', 'console']).processors;
    assert.ok(otlp instanceof BatchLogRecordProcessor);
    assert.ok(console instanceof SimpleLogRecordProcessor);
    assert.deepEqual(more, []);
  });

  const protocols: readonly (readonly [env: Environment, packageName: string])[] = [
    [{}, '@opentelemetry/exporter-logs-otlp-proto'],
    [{ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, '@opentelemetry/exporter-logs-otlp-grpc'],
    [{ OTEL_EXPORTER_OTLP_PROTOCOL: ' http/json ' }, '@opentelemetry/exporter-logs-otlp-http'],
    [
      { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc', OTEL_EXPORTER_OTLP_LOGS_PROTOCOL: 'http/protobuf' },
      '@opentelemetry/exporter-logs-otlp-proto',
    ],
  ];
  for (const [env, packageName] of protocols) {
    it(`uses ${packageName} with ${JSON.stringify(env)}`, () =>
      assert.deepEqual(create(['otlp'], env).asked, [packageName]));
  }

  it('names the missing package, and the known protocols', () => {
    assert.deepEqual(create(['otlp'], {}, false).warnings, [
      lineOf(
        messageOf('CWL_PACKAGE_MISSING', {
          setting: 'otlp in OTEL_LOGS_EXPORTER',
          packages: '@opentelemetry/exporter-logs-otlp-proto',
        }),
      ),
    ]);
    const { processors, warnings } = create(['otlp'], { OTEL_EXPORTER_OTLP_PROTOCOL: 'smoke' });
    assert.deepEqual(processors, []);
    assert.deepEqual(warnings, [
      'CWL_SETTING_INVALID: OTEL_EXPORTER_OTLP_PROTOCOL: expected http/protobuf, http/json, grpc, got "smoke". Logs do not go to otlp.',
    ]);
  });
});
