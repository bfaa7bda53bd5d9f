import assert from 'node:assert/strict';
import { createNameWarnings } from '../../src/route/name-warnings.js';
import type { NameWarnings } from '../../src/route/name-warnings.js';
import { parseTemplate } from '../../src/options/name-template/parse-template.js';
import type { Placeholder } from '../../src/options/name-template/template.js';
import { listener } from './records.js';

function setUp(): { readonly messages: string[]; readonly warnings: NameWarnings } {
  const { messages, warn } = listener();
  return { messages, warnings: createNameWarnings(warn) };
}

function placeholder(text: string): Placeholder {
  const [part] = parseTemplate(text, 'logStreamName').parts;
  assert.ok(part !== undefined && typeof part !== 'string');
  return part;
}

describe('name-warnings', () => {
  it('report a missing resource key once, with the existing keys', () => {
    const { messages, warnings } = setUp();
    warnings.missing(placeholder('{servce.name}'), ['service.name', 'host.name']);
    warnings.missing(placeholder('{servce.name}'), ['other']);
    assert.equal(messages.length, 1);
    assert.match(
      messages[0] ?? '',
      /^CWL_NAME_VALUE_MISSING: \{servce\.name\} .* The resource has: service\.name, host\.name\./,
    );
  });

  it('list no keys of records', () => {
    const { messages, warnings } = setUp();
    warnings.missing(placeholder('{attributes.tenant}'), ['service.name']);
    assert.equal(messages.length, 1);
    assert.match(messages[0] ?? '', /^CWL_NAME_VALUE_MISSING: \{attributes\.tenant} /);
    assert.doesNotMatch(messages[0] ?? '', /service\.name/);
  });

  it('are not written for a key that had a value before', () => {
    const { messages, warnings } = setUp();
    warnings.seen('a');
    warnings.seen('attributes.b');
    warnings.missing(placeholder('{a|attributes.b}'), []);
    assert.deepEqual(messages, []);
  });

  it('report each alternative that never had a value', () => {
    const { messages, warnings } = setUp();
    warnings.seen('a');
    warnings.missing(placeholder('{a|b|scope.name}'), []);
    assert.equal(messages.length, 2);
    assert.match(messages[0] ?? '', /\{b} .* The resource has no attributes\./);
    assert.match(messages[1] ?? '', /\{scope\.name} /);
  });

  it('list 50 keys at most, and no control characters', () => {
    const { messages, warnings } = setUp();
    const keys = Array.from({ length: 53 }, (_, index) => `k${index}\u009b`);
    warnings.missing(placeholder('{a\nb}'), keys);
    assert.match(messages[0] ?? '', /\{a\\nb} .*k0\\u009b, .*k49\\u009b and 3 more\./);
    assert.doesNotMatch(messages[0] ?? '', /k50|\u009b/);
  });

  it('report everything else once as well', () => {
    const { messages, warnings } = setUp();
    for (let times = 0; times < 2; times += 1) {
      warnings.unknownService('unknown_service:node');
      warnings.badName('logGroupName', 'threw');
      warnings.badName('logStreamName', 'threw');
      warnings.tooManyStreams(1_000);
      warnings.tooManyGroups(100);
    }
    assert.equal(messages.length, 5);
    assert.match(messages[0] ?? '', /^CWL_SERVICE_NAME_MISSING: .*"unknown_service:node".*OTEL_SERVICE_NAME/);
    assert.match(messages[1] ?? '', /^CWL_NAME_FUNCTION_FAILED: .*logGroupName.* threw/);
    assert.match(messages[2] ?? '', /^CWL_NAME_FUNCTION_FAILED: .*logStreamName.* threw/);
    assert.match(messages[3] ?? '', /^CWL_TOO_MANY_STREAMS: .*1,000/);
    assert.match(messages[4] ?? '', /^CWL_TOO_MANY_GROUPS: .*100/);
  });
});
