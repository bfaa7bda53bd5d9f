import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { Destination } from '../../src/events/model.js';
import { createDestinationRegistry, IDLE_MILLIS } from '../../src/route/destination-registry.js';
import type { DestinationRegistry, KnownDestination } from '../../src/route/destination-registry.js';

interface Bench {
  readonly registry: DestinationRegistry;
  readonly pending: Set<string>;
  readonly forgotten: string[];
  readonly clock: { millis: number };
  readonly asked: { pending: number };
}

function setUp(): Bench {
  const clock = { millis: 1_000_000 };
  const asked = { pending: 0 };
  const pending = new Set<string>();
  const forgotten: string[] = [];
  const registry = createDestinationRegistry({
    now: () => clock.millis,
    isPending: ({ logStreamName }) => {
      asked.pending += 1;
      return pending.has(logStreamName);
    },
    onForget: ({ logStreamName }) => void forgotten.push(logStreamName),
  });
  return { registry, pending, forgotten, clock, asked };
}

function mustAdd({ registry }: Bench, stream: string, limit = 3): KnownDestination {
  const known = registry.add('g', stream, limit);
  assert.ok(known !== undefined);
  return known;
}

describe('destination-registry', () => {
  it('keeps one object for each pair of names', () => {
    const bench = setUp();
    const known = mustAdd(bench, 'a');
    assert.deepEqual(known.destination, { logGroupName: 'g', logStreamName: 'a' });
    assert.equal(bench.registry.find('g', 'a'), known);
    assert.equal(bench.registry.find('g', 'b'), undefined);
    assert.equal(bench.registry.find('h', 'a'), undefined);
    assert.equal(bench.registry.size, 1);
  });

  it('returns frozen destinations', () => {
    assert.ok(Object.isFrozen(mustAdd(setUp(), 'a').destination));
  });

  it('has no room if all were used within the hour', () => {
    const bench = setUp();
    for (const name of ['a', 'b', 'c']) mustAdd(bench, name);
    bench.clock.millis += IDLE_MILLIS - 1;
    assert.equal(bench.registry.add('g', 'd', 3), undefined);
    assert.equal(bench.registry.size, 3);
    assert.deepEqual(bench.forgotten, []);
  });

  it('forgets the least recently used idle one when there is no room', () => {
    const bench = setUp();
    const [a] = ['a', 'b', 'c'].map((name) => mustAdd(bench, name));
    assert.ok(a !== undefined);
    bench.registry.markUse(a);
    bench.clock.millis += IDLE_MILLIS;
    mustAdd(bench, 'd');
    assert.deepEqual(bench.forgotten, ['b']);
    assert.equal(bench.registry.find('g', 'b'), undefined);
    assert.equal(bench.registry.size, 3);
  });

  it('marks what it has forgotten', () => {
    const bench = setUp();
    const known = mustAdd(bench, 'a');
    bench.clock.millis += IDLE_MILLIS;
    mustAdd(bench, 'b', 1);
    assert.equal(known.isRegistered, false);
    assert.notEqual(mustAdd(bench, 'a', 2), known);
  });

  it('never forgets one with pending events', () => {
    const bench = setUp();
    for (const name of ['a', 'b', 'c']) mustAdd(bench, name);
    bench.pending.add('a').add('c');
    bench.clock.millis += IDLE_MILLIS;
    mustAdd(bench, 'd');
    assert.deepEqual(bench.forgotten, ['b']);
    assert.equal(bench.registry.add('g', 'e', 3), undefined);
  });

  it('finds one that became empty, within a second', () => {
    const bench = setUp();
    mustAdd(bench, 'a', 1);
    bench.pending.add('a');
    bench.clock.millis += IDLE_MILLIS;
    assert.equal(bench.registry.add('g', 'b', 1), undefined);
    bench.pending.delete('a');
    bench.clock.millis += 1_000;
    mustAdd(bench, 'b', 1);
  });

  it('does not search all of them for each of very many names', () => {
    const bench = setUp();
    mustAdd(bench, 'a', 1);
    bench.pending.add('a');
    bench.clock.millis += IDLE_MILLIS;
    for (let count = 0; count < 1_000; count += 1) {
      assert.equal(bench.registry.add('g', `n${count}`, 1), undefined);
    }
    assert.equal(bench.asked.pending, 1);
  });

  it('works after the clock is set back', () => {
    const bench = setUp();
    bench.clock.millis += 100 * IDLE_MILLIS;
    mustAdd(bench, 'a', 1);
    assert.equal(bench.registry.add('g', 'b', 1), undefined);
    bench.clock.millis -= 50 * IDLE_MILLIS;
    mustAdd(bench, 'b', 1);
    assert.deepEqual(bench.forgotten, ['a']);
  });

  it('returns to a lower limit when idle ones allow it', () => {
    const bench = setUp();
    for (const name of ['a', 'b', 'c', 'd']) mustAdd(bench, name, 4);
    bench.clock.millis += IDLE_MILLIS;
    mustAdd(bench, 'e', 2);
    assert.equal(bench.registry.size, 2);
    assert.deepEqual(bench.forgotten, ['a', 'b', 'c']);
  });

  it('finds the least recently used group in which every stream is idle', () => {
    const bench = setUp();
    const { registry, clock, pending } = bench;
    for (const [group, stream] of ['g1', 'g2', 'g3'].flatMap((name) =>
      [`${name}:a`, `${name}:b`].map((one) => one.split(':')),
    )) {
      registry.add(group!, `${group}${stream}`, 9);
    }
    const names = ['g1', 'g2', 'g3'];
    assert.equal(registry.idleGroup(names), undefined);
    clock.millis += IDLE_MILLIS - 1;
    registry.markUse(registry.find('g2', 'g2a')!);
    pending.add('g1b');
    clock.millis += 1;
    assert.equal(registry.idleGroup(names), 'g3');
    assert.equal(registry.idleGroup(['g1', 'g2']), undefined);
    pending.clear();
    clock.millis += 1_000;
    assert.equal(registry.idleGroup(names), 'g1');
    assert.equal(registry.idleGroup(['g2', 'unknown']), 'unknown');
  });

  it('keeps its limit and pending destinations, for any uses at any times', () => {
    const step = fc.record({
      stream: fc.integer({ min: 0, max: 9 }).map(String),
      pending: fc.boolean(),
      waitMillis: fc.oneof(fc.constant(0), fc.integer({ min: -2 * IDLE_MILLIS, max: 2 * IDLE_MILLIS })),
    });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.array(step, { maxLength: 60 }), (limit, steps) => {
        const { registry, pending, clock, forgotten } = setUp();
        const objects = new Map<string, Destination>();
        for (const { stream, pending: isPending, waitMillis } of steps) {
          clock.millis += waitMillis;
          forgotten.length = 0;
          const known = registry.find('g', stream) ?? registry.add('g', stream, limit);
          for (const name of forgotten) {
            assert.ok(!pending.has(name), 'forgot one that events wait for');
            objects.delete(name);
          }
          assert.ok(registry.size <= limit);
          assert.equal(registry.size, objects.size + (known !== undefined && !objects.has(stream) ? 1 : 0));
          if (known === undefined) continue;
          assert.equal(objects.get(stream) ?? known.destination, known.destination);
          objects.set(stream, known.destination);
          registry.markUse(known);
          if (isPending) pending.add(stream);
          else pending.delete(stream);
        }
      }),
    );
  });
});
