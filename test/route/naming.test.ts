import assert from 'node:assert/strict';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { NameFunction } from '../../src/options/options.js';
import { createNameWarnings } from '../../src/route/name-warnings.js';
import { createNaming, MAX_ATTRIBUTE_GROUPS } from '../../src/route/naming.js';
import type { FindIdleGroup, Naming } from '../../src/route/naming.js';
import { parseTemplate } from '../../src/options/name-template/parse-template.js';
import { FACTS, listener, recordOf, SHOP, SOME_TIME } from './records.js';

function setUp(
  logGroupName: string | NameFunction,
  logStreamName: string | NameFunction = 's',
  findIdleGroup: FindIdleGroup = () => undefined,
): { readonly naming: Naming; readonly messages: string[] } {
  const { messages, warn } = listener();
  const names = {
    logGroupName:
      typeof logGroupName === 'string' ? parseTemplate(logGroupName, 'logGroupName') : logGroupName,
    logStreamName:
      typeof logStreamName === 'string' ? parseTemplate(logStreamName, 'logStreamName') : logStreamName,
  };
  return { naming: createNaming(names, FACTS, createNameWarnings(warn), findIdleGroup), messages };
}

/** The group of a record with that attribute `a`. */
function groupOf(naming: Naming, a: string | undefined): string {
  return naming.of(SHOP).of(recordOf({ attributes: { a } }), SOME_TIME).logGroupName;
}

/** What names depend on. */
function on(group: string | NameFunction, stream: string | NameFunction): unknown {
  const { perRecord, usesScope, usesTime } = setUp(group, stream).naming;
  return { perRecord, usesScope, usesTime };
}

describe('naming', () => {
  it('returns both names of a record', () => {
    const { naming } = setUp('/otel/{service.name}', '{host.name}');
    assert.deepEqual(naming.of(SHOP).of(recordOf({}), SOME_TIME), {
      logGroupName: '/otel/shop',
      logStreamName: 'box',
    });
  });

  it('reports what its names depend on', () => {
    const nothing = { perRecord: false, usesScope: false, usesTime: false };
    assert.deepEqual(on('/g/{a}', 's'), nothing);
    assert.deepEqual(on('/g', '{scope.name}'), { ...nothing, usesScope: true });
    assert.deepEqual(on('/g/{time:%Y}', 's'), { ...nothing, usesTime: true });
    assert.deepEqual(on('/g', '{b|attributes.a}'), { ...nothing, perRecord: true });
    assert.deepEqual(
      on(() => 'g', 's'),
      { ...nothing, perRecord: true },
    );
    assert.deepEqual(
      on('/g', () => 's'),
      { ...nothing, perRecord: true },
    );
  });

  it('lets attributes of records create at most 100 groups, with one warning', () => {
    const { naming, messages } = setUp('/{attributes.a}/x');
    for (let count = 0; count < MAX_ATTRIBUTE_GROUPS; count += 1) {
      assert.equal(groupOf(naming, `t${count}`), `/t${count}/x`);
    }
    assert.deepEqual(messages, []);
    assert.equal(groupOf(naming, 'one-more'), '/overflow/x');
    assert.equal(groupOf(naming, 'two-more'), '/overflow/x');
    assert.equal(groupOf(naming, 't0'), '/t0/x');
    assert.equal(messages.length, 1);
    assert.match(messages[0] ?? '', /100 log groups/);
    assert.doesNotMatch(messages[0] ?? '', /more"/);
  });

  it('reuses the place of an idle group', () => {
    let idle: string | undefined;
    const { naming, messages } = setUp('/{attributes.a}/x', 's', () => idle);
    for (let count = 0; count < MAX_ATTRIBUTE_GROUPS; count += 1) groupOf(naming, `t${count}`);

    idle = '/t7/x';
    assert.equal(groupOf(naming, 'next'), '/next/x');
    assert.deepEqual(messages, []);
    idle = undefined;
    assert.equal(groupOf(naming, 'next'), '/next/x');
    assert.equal(groupOf(naming, 't7'), '/overflow/x');
  });

  it('does not count groups without an attribute of a record', () => {
    const { naming, messages } = setUp('/{attributes.a|scope.name}');
    const names = naming.of(SHOP);
    for (let count = 0; count < 200; count += 1) {
      const record = recordOf({ scope: { name: `s${count}` } });
      assert.equal(names.of(record, SOME_TIME).logGroupName, `/s${count}`);
    }
    assert.equal(groupOf(naming, 't'), '/t');
    assert.deepEqual(messages, []);
  });

  it('counts the groups of all resources together', () => {
    const { naming } = setUp('/{b}/{attributes.a}');
    const groups = new Set<string>();
    for (let count = 0; count < 200; count += 1) {
      const resource = resourceFromAttributes({ b: `b${count % 2}` });
      const record = recordOf({ resource, attributes: { a: `a${count}` } });
      groups.add(naming.of(resource).of(record, SOME_TIME).logGroupName);
    }
    assert.equal(groups.size, 102);
    assert.ok(groups.has('/b0/overflow') && groups.has('/b1/overflow'));
  });

  it('does not count the groups of a function', () => {
    let count = 0;
    const { naming, messages } = setUp(() => `g${(count += 1)}`);
    for (let turn = 1; turn <= 200; turn += 1) assert.equal(groupOf(naming, 'x'), `g${turn}`);
    assert.deepEqual(messages, []);
  });

  it('returns names without attributes and functions in an overflow', () => {
    const { naming } = setUp('/{attributes.a}/{service.name}', () => 's');
    assert.deepEqual(naming.of(SHOP).overflowOf(recordOf({ attributes: { a: 'x' } }), SOME_TIME), {
      logGroupName: '/overflow/shop',
      logStreamName: 'overflow',
    });
  });

  it('has names without any value as a last resort', () => {
    assert.deepEqual(setUp('/otel/{service.name}', () => 's').naming.sink, {
      logGroupName: '/otel/overflow',
      logStreamName: 'overflow',
    });
  });

  it('warns once of a missing service name, and not of a key that was never found', () => {
    const { naming, messages } = setUp('/{service.name}');
    const resource = resourceFromAttributes({ 'service.name': 'unknown_service:node' });
    const names = naming.of(resource).of(recordOf({ resource }), SOME_TIME);
    naming.of(resourceFromAttributes({ 'service.name': 'unknown_service:x' }));
    assert.equal(names.logGroupName, '/unknown');
    assert.equal(messages.length, 1);
    assert.match(messages[0] ?? '', /OTEL_SERVICE_NAME/);
  });

  it('does not warn of a missing service name if no name uses it', () => {
    const { naming, messages } = setUp('/{host.name}');
    naming.of(resourceFromAttributes({ 'service.name': 'unknown_service:node' }));
    assert.deepEqual(messages, []);
  });

  it('does not warn of a key that another resource had before', () => {
    const { naming, messages } = setUp('/{a|b}');
    naming.of(resourceFromAttributes({ a: 'x', b: 'y' }));
    naming.of(resourceFromAttributes({ c: 'z' }));
    assert.deepEqual(messages, []);
  });
});
