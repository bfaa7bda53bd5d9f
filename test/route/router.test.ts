import assert from 'node:assert/strict';
import { emptyResource, resourceFromAttributes } from '@opentelemetry/resources';
import type { Resource } from '@opentelemetry/resources';
import * as fc from 'fast-check';
import type { Destination } from '../../src/events/model.js';
import type { NameFunction } from '../../src/options/options.js';
import { IDLE_MILLIS } from '../../src/route/destination-registry.js';
import { parseTemplate } from '../../src/options/name-template/parse-template.js';
import { MAX_ATTRIBUTE_GROUPS } from '../../src/route/naming.js';
import { createRouter, MAX_OVERFLOW_STREAMS } from '../../src/route/router.js';
import type { Route } from '../../src/route/route.js';
import type { Router } from '../../src/route/router.js';
import type { TemplateKind } from '../../src/options/name-template/template.js';
import { assertLegal, FACTS, listener, recordOf, SHOP, SOME_TIME } from './records.js';

interface Given {
  readonly group?: string | NameFunction;
  readonly stream?: string | NameFunction;
  readonly maxStreams?: number;
  readonly entity?: boolean;
}

interface Bench {
  readonly router: Router;
  readonly clock: { millis: number };
  readonly pending: Set<Destination>;
  readonly forgotten: Destination[];
  readonly messages: string[];
}

function name(
  text: string | NameFunction,
  kind: TemplateKind,
): ReturnType<typeof parseTemplate> | NameFunction {
  return typeof text === 'string' ? parseTemplate(text, kind) : text;
}

function setUp({ group = '/g', stream = 's', maxStreams = 1_000, entity = true }: Given): Bench {
  const clock = { millis: 0 };
  const pending = new Set<Destination>();
  const forgotten: Destination[] = [];
  const { messages, warn } = listener();
  const router = createRouter(
    {
      logGroupName: name(group, 'logGroupName'),
      logStreamName: name(stream, 'logStreamName'),
      maxStreams,
      entity,
    },
    {
      processFacts: FACTS,
      now: () => clock.millis,
      warn,
      isPending: (destination) => pending.has(destination),
      onForget: (destination) => void forgotten.push(destination),
    },
  );
  return { router, clock, pending, forgotten, messages };
}

function routeOf({ router }: Bench, a: string, resource: Resource = SHOP): Route {
  return router.route(recordOf({ resource, attributes: { a } }), SOME_TIME);
}

function destinationOf(bench: Bench, a: string, resource?: Resource): Destination {
  return routeOf(bench, a, resource).destination;
}

function service(serviceName: string, environment: string): Resource {
  return resourceFromAttributes({ 'service.name': serviceName, 'deployment.environment.name': environment });
}

/** A resource that counts how often its attributes are read. */
function counted(resource: Resource): { readonly resource: Resource; readonly reads: () => number } {
  let reads = 0;
  const proxy = new Proxy(resource, {
    get(target, property) {
      if (property === 'attributes') reads += 1;
      const value: unknown = Reflect.get(target, property);
      return value;
    },
  });
  return { resource: proxy, reads: () => reads };
}

describe('router', () => {
  it('separates records of one resource by their level', () => {
    const { router } = setUp({ group: '/g/{severity}', stream: 's' });
    const groups = [5, 17, 5, undefined].map(
      (severityNumber) =>
        router.route({ ...recordOf({}), severityNumber }, SOME_TIME).destination.logGroupName,
    );
    assert.deepEqual(groups, ['/g/debug', '/g/error', '/g/debug', '/g/unspecified']);
    assert.equal(router.size, 3);
  });

  it('returns the group and the stream of a record', () => {
    const { router } = setUp({
      group: '/otel/{service.name}',
      stream: '{scope.name}/{attributes.a}/{time:%Y-%m-%d}',
    });
    assert.deepEqual(router.route(recordOf({ attributes: { a: 'x' } }), SOME_TIME).destination, {
      logGroupName: '/otel/shop',
      logStreamName: 'scope/x/2026-11-21',
    });
  });

  for (const stream of ['s', '{service.name}', '{scope.name}', '{attributes.a}', '{time:%Y}']) {
    it(`returns the same object for the same names by ${stream}`, () => {
      const bench = setUp({ stream });
      const first = destinationOf(bench, 'x');
      assert.equal(destinationOf(bench, 'x'), first);
      assert.equal(destinationOf(bench, 'x', resourceFromAttributes({ 'service.name': 'shop' })), first);
      assert.equal(bench.router.size, 1);
    });
  }

  it('separates records by resource, scope, attribute and minute', () => {
    const { router } = setUp({ stream: '{service.name}-{scope.name}-{time:%M}' });
    const streams = [
      router.route(recordOf({}), SOME_TIME),
      router.route(recordOf({ resource: service('x', 'y') }), SOME_TIME),
      router.route(recordOf({ scope: { name: 'other' } }), SOME_TIME),
      router.route(recordOf({}), SOME_TIME + 60_000),
      router.route(recordOf({}), SOME_TIME),
    ].map(({ destination }) => destination.logStreamName);
    assert.deepEqual(streams, [
      'shop-scope-08',
      'x-scope-08',
      'shop-other-08',
      'shop-scope-09',
      'shop-scope-08',
    ]);
  });

  it('separates scopes of one resource, and resources of one scope', () => {
    const { router } = setUp({ stream: '{service.name}-{scope.name}' });
    const scopes = [{ name: 'a' }, { name: 'b' }];
    const resources = [SHOP, service('x', 'y')];
    for (let turn = 0; turn < 2; turn += 1) {
      for (const resource of resources) {
        for (const scope of scopes) {
          assert.equal(
            router.route(recordOf({ resource, scope }), SOME_TIME).destination.logStreamName,
            `${String(resource.attributes['service.name'])}-${scope.name}`,
          );
        }
      }
    }
  });

  it('reads the attributes of a complete resource once', () => {
    for (const stream of ['{service.name}', '{attributes.a}', '{scope.name}{time:%Y}']) {
      const bench = setUp({ stream });
      const { resource, reads } = counted(resourceFromAttributes({ 'service.name': 'shop' }));
      const other = resourceFromAttributes({});
      for (const each of [resource, resource, other, resource]) destinationOf(bench, 'x', each);
      assert.equal(reads(), 1);
    }
  });

  it('reads a pending resource for each record, until it is complete', async () => {
    const bench = setUp({ stream: '{k8s.pod.name|"none"}' });
    const { resource, reads } = counted(
      resourceFromAttributes({ 'service.name': 'shop', 'k8s.pod.name': Promise.resolve('pod-1') }),
    );
    assert.equal(destinationOf(bench, 'x', resource).logStreamName, 'none');
    assert.equal(destinationOf(bench, 'x', resource).logStreamName, 'none');
    assert.equal(reads(), 2);
    await resource.waitForAsyncAttributes?.();
    assert.equal(destinationOf(bench, 'x', resource).logStreamName, 'pod-1');
    assert.equal(destinationOf(bench, 'x', resource).logStreamName, 'pod-1');
    assert.equal(reads(), 3);
  });

  describe('with more names than maxStreams', () => {
    it('writes further attributes as overflow, with one warning', () => {
      const bench = setUp({ stream: '{service.name}-{attributes.a}', maxStreams: 2 });
      const known = [destinationOf(bench, 'a'), destinationOf(bench, 'b')];
      assert.deepEqual(bench.messages, []);
      const overflow = destinationOf(bench, 'c');
      assert.equal(overflow.logStreamName, 'shop-overflow');
      assert.equal(destinationOf(bench, 'd'), overflow);
      assert.deepEqual([destinationOf(bench, 'a'), destinationOf(bench, 'b')], known);
      assert.equal(bench.router.size, 3);
      assert.equal(bench.messages.length, 1);
      assert.match(bench.messages[0] ?? '', /maxStreams \(2\)/);
    });

    it('counts one below, at and above the limit', () => {
      const bench = setUp({ stream: '{attributes.a}', maxStreams: 10 });
      const names = Array.from({ length: 11 }, (_, index) => destinationOf(bench, `n${index}`).logStreamName);
      assert.deepEqual(names.slice(8), ['n8', 'n9', 'overflow']);
    });

    it('writes names of functions as overflow', () => {
      const bench = setUp({
        group: ({ attributes }) => `/g/${String(attributes['a'] === 'x')}`,
        stream: ({ attributes }) => (attributes['a'] === 'x' ? 'x' : 'y'),
        maxStreams: 1,
      });
      destinationOf(bench, 'x');
      assert.deepEqual(destinationOf(bench, 'y'), { logGroupName: 'overflow', logStreamName: 'overflow' });
    });

    it('forgets the least recently used idle one for a new one', () => {
      const bench = setUp({ stream: '{attributes.a}', maxStreams: 2 });
      const a = destinationOf(bench, 'a');
      const b = destinationOf(bench, 'b');
      destinationOf(bench, 'a');
      bench.clock.millis += IDLE_MILLIS;
      assert.equal(destinationOf(bench, 'c').logStreamName, 'c');
      assert.deepEqual(bench.forgotten, [b]);
      assert.equal(destinationOf(bench, 'a'), a);
      assert.deepEqual(bench.messages, []);
    });

    it('forgets idle groups of attributes for new ones, but none with pending events', () => {
      const bench = setUp({ group: '/{attributes.a}', stream: '{time:%M}' });
      const first = Array.from({ length: MAX_ATTRIBUTE_GROUPS }, (_, index) =>
        destinationOf(bench, `t${index}`),
      );
      bench.pending.add(first[0]!);
      assert.equal(destinationOf(bench, 'new').logGroupName, '/overflow');

      bench.clock.millis += IDLE_MILLIS - 1;
      destinationOf(bench, 't1');
      assert.equal(destinationOf(bench, 'new').logGroupName, '/overflow');
      bench.clock.millis += 1;
      for (let index = 2; index < MAX_ATTRIBUTE_GROUPS; index++) {
        assert.equal(destinationOf(bench, `u${index}`).logGroupName, `/u${index}`);
      }
      assert.equal(destinationOf(bench, 'new').logGroupName, '/overflow');
      assert.equal(destinationOf(bench, 't0'), first[0]);
      assert.equal(destinationOf(bench, 't1'), first[1]);
      assert.equal(bench.messages.length, 1);
    });

    it('counts no group whose stream had no room', () => {
      const bench = setUp({ group: '/{attributes.a}', maxStreams: 1 });
      destinationOf(bench, 'a');
      for (let index = 0; index < 2 * MAX_ATTRIBUTE_GROUPS; index++) {
        assert.equal(destinationOf(bench, `flood${index}`).logGroupName, '/overflow');
      }
      bench.clock.millis += IDLE_MILLIS;
      assert.equal(destinationOf(bench, 'b').logGroupName, '/b');
    });

    it('counts cached results as use', () => {
      const bench = setUp({ stream: '{service.name}', maxStreams: 2 });
      const [x, y, z] = ['x', 'y', 'z'].map((each) => service(each, 'e'));
      destinationOf(bench, '', x);
      destinationOf(bench, '', y);
      bench.clock.millis += IDLE_MILLIS - 1;
      destinationOf(bench, '', x);
      bench.clock.millis += 1;
      destinationOf(bench, '', z);
      assert.deepEqual(
        bench.forgotten.map(({ logStreamName }) => logStreamName),
        ['y'],
      );
    });

    it('does not return a forgotten destination from the cache', () => {
      const bench = setUp({ stream: '{service.name}', maxStreams: 1 });
      const [x, y] = ['x', 'y'].map((each) => service(each, 'e'));
      const first = destinationOf(bench, '', x);
      bench.clock.millis += IDLE_MILLIS;
      destinationOf(bench, '', y);
      bench.clock.millis += IDLE_MILLIS;
      const second = destinationOf(bench, '', x);
      assert.notEqual(second, first);
      assert.deepEqual(second, first);
      assert.equal(destinationOf(bench, '', x), second);
    });

    it('never exceeds its limit with dated streams', () => {
      const bench = setUp({ stream: '{time:%Y-%m-%d}', maxStreams: 2 });
      for (let day = 0; day < 50; day += 1) {
        bench.clock.millis = day * 86_400_000;
        const { logStreamName } = bench.router.route(recordOf({}), bench.clock.millis).destination;
        assert.equal(logStreamName, new Date(bench.clock.millis).toISOString().slice(0, 10));
        assert.ok(bench.router.size <= 2);
      }
      assert.deepEqual(bench.messages, []);
    });

    it('keeps names without record attributes, for some more streams', () => {
      const bench = setUp({ stream: '{service.name}', maxStreams: 1 });
      destinationOf(bench, '', service('x', 'e'));
      assert.equal(destinationOf(bench, '', service('y', 'e')).logStreamName, 'y');
      assert.equal(bench.messages.length, 1);
    });

    it('has one last stream for everything else', () => {
      const bench = setUp({ stream: '{service.name}-{time:%d%H%M}', maxStreams: 3 });
      const streams = new Set<string>();
      for (let minute = 0; minute < 500; minute += 1) {
        streams.add(bench.router.route(recordOf({}), minute * 60_000).destination.logStreamName);
      }
      assert.equal(streams.size, 3 + MAX_OVERFLOW_STREAMS + 1);
      assert.ok(streams.has('overflow-overflow'));
      assert.equal(bench.messages.length, 1);
    });

    it('returns a record to its own stream as soon as there is room', () => {
      const bench = setUp({ stream: '{attributes.a}', maxStreams: 1 });
      bench.pending.add(destinationOf(bench, 'a'));
      assert.equal(destinationOf(bench, 'b').logStreamName, 'overflow');
      bench.pending.clear();
      bench.clock.millis += 2 * IDLE_MILLIS;
      assert.equal(destinationOf(bench, 'b').logStreamName, 'b');
    });

    it('stops using the last stream as soon as there is room', () => {
      const bench = setUp({ stream: '{time:%d%H%M}', maxStreams: 1 });
      const at = (minute: number): string =>
        bench.router.route(recordOf({}), minute * 60_000).destination.logStreamName;
      for (let minute = 0; minute <= MAX_OVERFLOW_STREAMS; minute += 1) at(minute);
      assert.equal(at(59 * 60), 'overflow');
      bench.clock.millis += IDLE_MILLIS;
      assert.equal(at(59 * 60), '031100');
    });

    it('never has more than maxStreams plus one, if only attributes distinguish streams', () => {
      const step = fc.record({
        a: fc.integer({ min: 0, max: 9 }).map(String),
        wait: fc.oneof(fc.constant(0), fc.integer({ min: -IDLE_MILLIS, max: 2 * IDLE_MILLIS })),
        pending: fc.boolean(),
      });
      fc.assert(
        fc.property(
          fc.integer({ min: 1, max: 4 }),
          fc.array(step, { maxLength: 40 }),
          (maxStreams, steps) => {
            const bench = setUp({ stream: '{attributes.a}', maxStreams });
            for (const { a, wait, pending } of steps) {
              bench.clock.millis += wait;
              const destination = destinationOf(bench, a);
              assert.ok(bench.router.size <= maxStreams + 1);
              assert.ok(destination.logStreamName === a || destination.logStreamName === 'overflow');
              assert.ok(bench.forgotten.every((forgotten) => !bench.pending.has(forgotten)));
              bench.forgotten.length = 0;
              if (pending) bench.pending.add(destination);
              else bench.pending.delete(destination);
            }
          },
        ),
      );
    });
  });

  describe('with entities', () => {
    const prod = { name: 'shop', environment: 'prod', attributes: { PlatformType: 'Generic' } };

    it('returns the service of a destination', () => {
      const bench = setUp({});
      const route = routeOf(bench, '', service('shop', 'prod'));
      assert.deepEqual(route.entity, prod);
    });

    it('keeps it for further records, and resources, of the same service', () => {
      const bench = setUp({});
      routeOf(bench, '', service('shop', 'prod'));
      const route = routeOf(bench, '', service('shop', 'prod'));
      assert.deepEqual(route.entity, prod);
    });

    it('drops it permanently when another service uses the same destination', () => {
      const bench = setUp({});
      routeOf(bench, '', service('shop', 'prod'));
      const route = routeOf(bench, '', service('shop', 'test'));
      assert.equal(route.entity, undefined);
      routeOf(bench, '', service('shop', 'prod'));
      assert.equal(route.entity, undefined);
    });

    it('drops it when a record without one comes, before or after', () => {
      for (const resources of [
        [service('shop', 'prod'), emptyResource()],
        [emptyResource(), service('shop', 'prod')],
      ]) {
        const bench = setUp({});
        for (const resource of resources) routeOf(bench, '', resource);
        const route = routeOf(bench, '', service('shop', 'prod'));
        assert.equal(route.entity, undefined);
      }
    });

    it('drops it in streams by attributes as well', () => {
      const bench = setUp({ stream: '{attributes.a}' });
      const first = routeOf(bench, 'x', service('shop', 'prod'));
      const second = routeOf(bench, 'y', service('shop', 'prod'));
      routeOf(bench, 'x', service('other', 'prod'));
      assert.equal(first.entity, undefined);
      assert.deepEqual(second.entity, prod);
    });

    it('waits for a pending resource before it decides', async () => {
      const bench = setUp({});
      const resource = resourceFromAttributes({
        'service.name': 'shop',
        'deployment.environment.name': Promise.resolve('prod'),
      });
      const route = routeOf(bench, '', resource);
      assert.equal(route.entity, undefined);
      await resource.waitForAsyncAttributes?.();
      assert.equal(routeOf(bench, '', resource), route);
      assert.deepEqual(route.entity, prod);
    });

    it('has the same route for a destination as for its records, and none for others', () => {
      const bench = setUp({});
      const route = routeOf(bench, '', service('shop', 'prod'));
      assert.equal(bench.router.routeTo(route.destination), route);
      assert.equal(bench.router.routeTo({ ...route.destination }), route);
      assert.equal(bench.router.routeTo({ logGroupName: '/g', logStreamName: 'other' }), undefined);
    });

    it('has none if the option is off', () => {
      const bench = setUp({ entity: false });
      const route = routeOf(bench, '', service('shop', 'prod'));
      assert.equal(route.entity, undefined);
    });
  });

  describe('for any template and any records', () => {
    const anyText = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.string({ unit: fc.constantFrom('\ud800', '\udc00', '/', ':', 'a', '\u{1F600}'), maxLength: 600 }),
      fc.constantFrom('aws/', '/', '', 'unknown_service:node'),
    );
    const anyValue = fc.oneof(
      anyText,
      fc.double(),
      fc.boolean(),
      fc.array(fc.option(anyText)),
      fc.constant({}),
    );
    const keys = ['a', 'b.c', 'service.name', 'host.name', 'process.pid', 'faas.instance'];
    const key = fc.constantFrom(...keys);
    /** Literal text that the service forbids throws when the template is parsed. */
    const templateOf = (literal: fc.Arbitrary<string>, time: string): fc.Arbitrary<string> => {
      const alternative = fc.oneof(
        key,
        key.map((each) => `attributes.${each}`),
        fc.constantFrom('scope.name', 'time:%Y-%m-%d', `time:${time}`),
        literal.map((text) => `"${text.replaceAll('"', '')}"`),
      );
      const placeholder = fc
        .array(alternative, { minLength: 1, maxLength: 3 })
        .map((alternatives) => `{${alternatives.join('|')}}`);
      return fc.array(fc.oneof(placeholder, literal), { maxLength: 6 }).map((parts) => `x${parts.join('')}`);
    };
    const groupTemplate = templateOf(
      fc.oneof(fc.string({ unit: fc.constantFrom('/', '.', '#', 'a'), maxLength: 80 }), fc.constant('aws/')),
      '%H-%M/%j',
    );
    const streamTemplate = templateOf(
      fc.string({ maxLength: 40 }).map((text) => text.replaceAll(/[:*{]/g, '\u{1F600}')),
      '%H %j%%',
    );
    const attributes = fc.dictionary(key, anyValue);
    const resources = fc.array(
      fc
        .dictionary(key, fc.oneof(anyText, fc.double(), fc.boolean(), fc.array(anyText)))
        .map((values) => resourceFromAttributes(values)),
      { minLength: 1, maxLength: 3 },
    );
    const steps = fc.array(
      fc.record({
        resource: fc.nat({ max: 2 }),
        attributes,
        scope: anyText,
        time: fc.oneof(fc.integer({ min: 0, max: 4e12 }), fc.constantFrom(0, 8.64e15, Number.NaN)),
        wait: fc.oneof(fc.constant(0), fc.integer({ min: -2 * IDLE_MILLIS, max: 2 * IDLE_MILLIS })),
        pending: fc.boolean(),
      }),
      { maxLength: 25 },
    );

    it('returns legal names, one object for each, within its limit, and forgets nothing that has pending events', () => {
      fc.assert(
        fc.property(
          groupTemplate,
          streamTemplate,
          resources,
          steps,
          fc.integer({ min: 1, max: 4 }),
          (group, stream, given, records, maxStreams) => {
            const bench = setUp({ group, stream, maxStreams });
            const known = new Map<string, Destination>();
            for (const step of records) {
              bench.clock.millis += step.wait;
              const resource = given[step.resource % given.length] ?? SHOP;
              bench.forgotten.length = 0;
              const { destination } = bench.router.route(
                recordOf({ resource, attributes: step.attributes, scope: { name: step.scope } }),
                step.time,
              );
              const { logGroupName, logStreamName } = destination;
              assertLegal(logGroupName, logStreamName);
              for (const forgotten of bench.forgotten) {
                assert.ok(!bench.pending.has(forgotten));
                known.delete(`${forgotten.logGroupName}:${forgotten.logStreamName}`);
              }
              const id = `${logGroupName}:${logStreamName}`;
              assert.equal(known.get(id) ?? destination, destination);
              known.set(id, destination);
              assert.equal(bench.router.size, known.size);
              assert.ok(known.size <= maxStreams + MAX_OVERFLOW_STREAMS + 1);
              if (step.pending) bench.pending.add(destination);
              else bench.pending.delete(destination);
            }
          },
        ),
        { numRuns: 300 },
      );
    });
  });
});
