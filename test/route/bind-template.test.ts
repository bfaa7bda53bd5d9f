import assert from 'node:assert/strict';
import type { Message } from '../../src/messages/message.js';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { bindTemplate, overflowName } from '../../src/route/bind-template.js';
import type { RecordName } from '../../src/route/bind-template.js';
import { createNameWarnings } from '../../src/route/name-warnings.js';
import { parseTemplate } from '../../src/options/name-template/parse-template.js';
import { readResource } from '../../src/route/resource-values.js';
import type { TemplateKind } from '../../src/options/name-template/template.js';
import { FACTS, listener, recordOf, SHOP, SOME_TIME } from './records.js';

function bind(
  text: string,
  {
    kind = 'logStreamName',
    resource = SHOP,
    warn = () => {},
  }: {
    kind?: TemplateKind;
    resource?: typeof SHOP;
    warn?: (message: Message) => void;
  } = {},
): RecordName {
  const warnings = createNameWarnings(warn);
  return bindTemplate(parseTemplate(text, kind), readResource(resource, FACTS), warnings);
}

function render(text: string, given: Parameters<typeof recordOf>[0] = {}, kind?: TemplateKind): string {
  return bind(text, { kind, resource: given.resource })(recordOf(given), SOME_TIME, false);
}

describe('bind-template', () => {
  it('renders literal text and values of the resource', () => {
    assert.equal(render('/otel/{service.name}', {}, 'logGroupName'), '/otel/shop');
  });

  it('renders the name of the scope', () => {
    assert.equal(render('{scope.name}', { scope: { name: 'http:server' } }), 'http_server');
  });

  it('renders attributes of the record', () => {
    assert.equal(render('t-{attributes.tenant.id}', { attributes: { 'tenant.id': 7 } }), 't-7');
  });

  it('renders the time of the event', () => {
    assert.equal(render('{time:%Y-%m-%d}/{time:%H-%M}'), '2026-11-21/09-08');
  });

  it('renders the level of the record', () => {
    const name = bind('/logs/{severity}', { kind: 'logGroupName' });
    const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'];
    for (let severityNumber = 1; severityNumber <= 24; severityNumber++) {
      const level = levels[Math.floor((severityNumber - 1) / 4)];
      assert.equal(name({ ...recordOf({}), severityNumber }, SOME_TIME, false), `/logs/${level}`);
    }
    assert.equal(name({ ...recordOf({}), severityText: 'Warning' }, SOME_TIME, false), '/logs/warn');
    assert.equal(name({ ...recordOf({}), severityText: 'loud' }, SOME_TIME, false), '/logs/unspecified');
    assert.equal(name({ ...recordOf({}), severityNumber: 5 }, SOME_TIME, true), '/logs/debug');
  });

  it('uses the first alternative that has a value', () => {
    const template = '{a|attributes.b|scope.name|"none"}';
    const a = resourceFromAttributes({ a: 'A' });
    const scope = { name: '' };
    assert.equal(render(template, { resource: a, attributes: { b: 'B' }, scope }), 'A');
    assert.equal(render(template, { attributes: { b: 'B' }, scope }), 'B');
    assert.equal(render(template, { scope: { name: 'S' } }), 'S');
    assert.equal(render(template, { scope, attributes: { b: '' } }), 'none');
    assert.equal(render('{attributes.b|service.name}', { attributes: { b: [''] } }), 'shop');
    assert.equal(render('{attributes.b|time:%Y}'), '2026');
  });

  it('renders the default stream name with the process, and before it the pod or the function', () => {
    const template = '{faas.instance|k8s.pod.name|host.name}/{service.name}/{process.pid}';
    const pod = resourceFromAttributes({ 'service.name': 'shop', 'k8s.pod.name': 'pod-1' });
    const lambda = resourceFromAttributes({ 'faas.instance': 'f', 'k8s.pod.name': 'pod-1' });
    assert.equal(render(template), 'box/shop/42');
    assert.equal(render(template, { resource: pod }), 'pod-1/shop/42');
    assert.equal(render(template, { resource: lambda }), 'f/unknown/42');
  });

  it('renders a missing value as unknown', () => {
    assert.equal(
      render('{nothing}-{attributes.nothing}-{attributes.constructor}'),
      'unknown-unknown-unknown',
    );
    assert.equal(render('{a|""}'), 'unknown');
    assert.equal(render('x{a|""}'), 'x');
  });

  it('replaces forbidden characters of a group in values', () => {
    const resource = resourceFromAttributes({ a: 'b c/d' });
    assert.equal(render('-{a}{scope.name}', { resource, scope: { name: 'é:' } }, 'logGroupName'), '-b_c/d__');
  });

  it('replaces slashes and control characters only in attributes of the record', () => {
    const resource = resourceFromAttributes({ a: 'x/y' });
    const attributes = { a: '../x/y\n' };
    assert.equal(render('{a}-{attributes.a}', { resource, attributes }), 'x/y-.._x_y_');
    assert.equal(render('/{a}-{attributes.a}', { resource, attributes }, 'logGroupName'), '/x/y-.._x_y_');
  });

  it('never renders a group that starts with aws/', () => {
    const resource = resourceFromAttributes({ a: 'aws/lambda', b: '/x' });
    assert.equal(render('{a}', { resource }, 'logGroupName'), 'aws_lambda');
    assert.equal(render('aws{b}', { resource }, 'logGroupName'), 'aws_x');
    assert.equal(render('aws{attributes.b}', { attributes: { b: '/x' } }, 'logGroupName'), 'aws_x');
  });

  it('replaces both halves of a surrogate pair that meet from two values', () => {
    const resource = resourceFromAttributes({ a: '\ud83d', b: '\ude00' });
    assert.equal(render('{a}{b}', { resource }), '__');
  });

  it('cuts long names', () => {
    const name = render('{attributes.a}', { attributes: { a: 'x'.repeat(100_000) } });
    assert.equal(name.length, 512);
    assert.match(name, /^x{503}-[0-9a-f]{8}$/);
  });

  it('leaves values of the record out in an overflow, and nothing else', () => {
    const name = bind('{service.name}-{attributes.a|scope.name}-{attributes.b|"none"}-{time:%Y}');
    const record = recordOf({ attributes: { a: 'x' }, scope: { name: 's' } });
    assert.equal(name(record, SOME_TIME, false), 'shop-x-none-2026');
    assert.equal(name(record, SOME_TIME, true), 'shop-overflow-none-2026');
    assert.equal(name(recordOf({ scope: { name: 's' } }), SOME_TIME, true), 'shop-s-none-2026');
  });

  it('warns of a key that is never found, once for all records', () => {
    const { messages, warn } = listener();
    const name = bind('{typo}-{attributes.typo}', { warn });
    name(recordOf({}), SOME_TIME, false);
    name(recordOf({}), SOME_TIME, false);
    assert.equal(messages.length, 2);
    assert.match(messages[0] ?? '', /^CWL_NAME_VALUE_MISSING: \{typo} .*service\.name/);
    assert.match(messages[1] ?? '', /^CWL_NAME_VALUE_MISSING: \{attributes\.typo} /);
  });

  it('does not warn of an attribute that a record had before', () => {
    const { messages, warn } = listener();
    const name = bind('{attributes.a}', { warn });
    name(recordOf({ attributes: { a: 'x' } }), SOME_TIME, false);
    assert.equal(name(recordOf({}), SOME_TIME, false), 'unknown');
    assert.deepEqual(messages, []);
  });

  it('does not warn of alternatives when one of them has a value', () => {
    const { messages, warn } = listener();
    bind('{faas.instance|k8s.pod.name|host.name}{a|"b"}', { warn })(recordOf({}), SOME_TIME, false);
    assert.deepEqual(messages, []);
  });

  it('does not warn while the resource is pending', () => {
    const { messages, warn } = listener();
    const resource = resourceFromAttributes({ a: Promise.resolve('b') });
    assert.equal(bind('{a}', { warn, resource })(recordOf({ resource }), SOME_TIME, false), 'unknown');
    assert.deepEqual(messages, []);
  });
});

describe('bind-template: overflowName', () => {
  it('has no value at all', () => {
    const template = parseTemplate('/a-b/{service.name}/{attributes.x|"y"}/{time:%Y}', 'logGroupName');
    assert.equal(overflowName(template), '/a-b/overflow/overflow/overflow');
  });
});
