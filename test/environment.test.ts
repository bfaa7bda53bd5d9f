import assert from 'node:assert/strict';
import { readEnvironment } from '../src/environment.js';
import type { EnvironmentOptions } from '../src/environment.js';

function read(env: Record<string, string>): { options: EnvironmentOptions; messages: string[] } {
  const messages: string[] = [];
  const options = readEnvironment(env, (message) => void messages.push(message));
  return { options, messages };
}

const NOTHING = {
  logGroupName: undefined,
  logStreamName: undefined,
  retentionInDays: undefined,
  format: undefined,
  resource: undefined,
  compression: undefined,
};

describe('readEnvironment', () => {
  it('gives nothing when nothing is set', () => {
    assert.deepEqual(read({}), { options: NOTHING, messages: [] });
  });

  it('takes an empty value, or blanks, for not set', () => {
    const env = Object.fromEntries(
      [
        'LOG_GROUP_NAME',
        'LOG_STREAM_NAME',
        'LOG_GROUP_RETENTION_IN_DAYS',
        'FORMAT',
        'RESOURCE',
        'COMPRESSION',
      ].map((name, index) => [`OTEL_EXPORTER_CLOUDWATCH_${name}`, index % 2 === 0 ? '' : '  ']),
    );
    assert.deepEqual(read(env), { options: NOTHING, messages: [] });
  });

  it('reads the templates of both names', () => {
    const { options } = read({
      OTEL_EXPORTER_CLOUDWATCH_LOG_GROUP_NAME: '/a/{service.name}',
      OTEL_EXPORTER_CLOUDWATCH_LOG_STREAM_NAME: '{host.name}',
    });
    assert.equal(options.logGroupName?.source, '/a/{service.name}');
    assert.equal(options.logGroupName?.kind, 'logGroupName');
    assert.equal(options.logStreamName?.source, '{host.name}');
    assert.equal(options.logStreamName?.kind, 'logStreamName');
  });

  const good: readonly (readonly [name: string, text: string, option: string, value: unknown])[] = [
    ['LOG_GROUP_RETENTION_IN_DAYS', '30', 'retentionInDays', 30],
    ['LOG_GROUP_RETENTION_IN_DAYS', ' 3653 ', 'retentionInDays', 3653],
    ['FORMAT', 'otlp', 'format', 'otlp'],
    ['FORMAT', 'Flat', 'format', 'flat'],
    ['FORMAT', 'BODY', 'format', 'body'],
    ['RESOURCE', 'essential', 'resource', 'essential'],
    ['RESOURCE', 'All', 'resource', 'all'],
    ['RESOURCE', 'none', 'resource', 'none'],
    ['RESOURCE', 'service.name, k8s.*,', 'resource', ['service.name', 'k8s.*']],
    ['COMPRESSION', 'GZIP', 'compression', 'gzip'],
    ['COMPRESSION', 'none', 'compression', 'none'],
  ];
  for (const [name, text, option, value] of good) {
    it(`reads ${name}=${text}`, () => {
      assert.deepEqual(read({ [`OTEL_EXPORTER_CLOUDWATCH_${name}`]: text }), {
        options: { ...NOTHING, [option]: value },
        messages: [],
      });
    });
  }

  const bad: readonly (readonly [name: string, text: string, expected: RegExp])[] = [
    ['LOG_GROUP_NAME', 'aws/x', /expected a name that does not start with "aws\/", got "aws\/x"/],
    ['LOG_STREAM_NAME', '{a', /expected "}" for the "\{" at character 1, got the end of "\{a"/],
    ['LOG_GROUP_RETENTION_IN_DAYS', '31', /expected one of 1, 3, 5, .*3653, got "31"/],
    ['LOG_GROUP_RETENTION_IN_DAYS', '1e1', /got "1e1"/],
    ['LOG_GROUP_RETENTION_IN_DAYS', 'forever', /got "forever"/],
    ['FORMAT', 'xml\n', /expected 'otlp', 'flat' or 'body', got "xml"/],
    ['RESOURCE', ',', /expected 'essential', 'all' or 'none' or names parted by commas.*, got ","/],
    ['RESOURCE', 'k8s*', /k8s\.\* is a prefix, got "k8s\*"/],
    ['COMPRESSION', 'zstd', /expected 'gzip' or 'none', got "zstd"/],
  ];
  for (const [name, text, expected] of bad) {
    it(`warns of ${name}=${text.trim()} and ignores it`, () => {
      const { options, messages } = read({ [`OTEL_EXPORTER_CLOUDWATCH_${name}`]: text });
      assert.deepEqual(options, NOTHING);
      assert.equal(messages.length, 1);
      assert.match(messages[0] ?? '', expected);
      assert.ok(messages[0]?.startsWith(`OTEL_EXPORTER_CLOUDWATCH_${name}: expected `));
      assert.ok(messages[0]?.endsWith('; it is ignored'));
    });
  }

  it('lets one bad value not cost another', () => {
    const { options, messages } = read({
      OTEL_EXPORTER_CLOUDWATCH_FORMAT: 'xml',
      OTEL_EXPORTER_CLOUDWATCH_COMPRESSION: 'none',
    });
    assert.equal(options.compression, 'none');
    assert.equal(messages.length, 1);
  });
});
