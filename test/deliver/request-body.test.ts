import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { composeBody, toEntity } from '../../src/deliver/request-body.js';
import type { EventRun, ServiceEntity } from '../../src/events/model.js';
import { wholeOf } from '../../src/events/runs.js';
import { block, destination, event, eventsOf, runsOf, wireOf } from '../helpers/events.js';

const allocate = (length: number): Buffer<ArrayBuffer> => Buffer.alloc(length, 'x');

function parsed(events: readonly EventRun[], entity?: ServiceEntity): unknown {
  return JSON.parse(Buffer.from(composeBody(destination('s', 'g'), entity, events, allocate)).toString());
}

describe('request-body: composeBody', () => {
  it('writes the body that the SDK would send', () => {
    const entity = { name: 'shop', environment: 'prod' };

    assert.deepEqual(parsed([wholeOf(block([1, 'one'], [2, 'two']))], entity), {
      logGroupName: 'g',
      logStreamName: 's',
      entity: { keyAttributes: { Type: 'Service', Name: 'shop', Environment: 'prod' } },
      logEvents: [
        { timestamp: 1, message: 'one' },
        { timestamp: 2, message: 'two' },
      ],
    });
  });

  it('leaves the entity out where there is none', () => {
    assert.deepEqual(parsed([wholeOf(event('one'))]), {
      logGroupName: 'g',
      logStreamName: 's',
      logEvents: [{ timestamp: 1, message: 'one' }],
    });
  });

  it('escapes names and entity values', () => {
    const odd = 'a"b\\c\nd\u2028é😀[';
    const body = composeBody(
      destination(odd, odd),
      { name: odd, environment: odd },
      [wholeOf(event('x'))],
      allocate,
    );

    assert.deepEqual(JSON.parse(Buffer.from(body).toString()), {
      logGroupName: odd,
      logStreamName: odd,
      entity: toEntity({ name: odd, environment: odd }),
      logEvents: [{ timestamp: 1, message: 'x' }],
    });
  });

  it('writes the attributes of an entity if it has any', () => {
    const service = { name: 'shop', environment: 'prod', attributes: { PlatformType: 'AWS::EC2' } };
    const keyAttributes = { Type: 'Service', Name: 'shop', Environment: 'prod' };

    assert.deepEqual(toEntity(service), { keyAttributes, attributes: { PlatformType: 'AWS::EC2' } });
    assert.deepEqual(toEntity({ name: 'shop', environment: 'prod' }), { keyAttributes });
  });

  it('copies neighbors of a block as one piece, and other events alone, in any order', () => {
    const anyBlocks = fc.array(
      fc.array(fc.tuple(fc.nat(), fc.string({ unit: 'binary', minLength: 1 })), {
        minLength: 1,
        maxLength: 6,
      }),
      { minLength: 1, maxLength: 4 },
    );
    fc.assert(
      fc.property(anyBlocks, fc.infiniteStream(fc.nat()), (blocks, order) => {
        const all = eventsOf(...blocks.map((parts) => block(...parts)));
        const keys = new Map(all.map((one) => [one, (order.next().value ?? 0) % 4]));
        const events = all.toSorted((a, b) => keys.get(a)! - keys.get(b)!);

        const body = composeBody(destination(), undefined, runsOf(events), allocate);
        const { logEvents }: { logEvents: unknown } = JSON.parse(Buffer.from(body).toString());

        assert.deepEqual(logEvents, events.map(wireOf));
        assert.deepEqual(
          events.map(({ timestamp }) => timestamp),
          events.map((one) => wireOf(one).timestamp),
        );
      }),
    );
  });

  it('skips over an event of the block that is not there', () => {
    const [first, , third] = eventsOf(block([1, 'one'], [2, 'two'], [3, 'three']));

    assert.deepEqual(parsed(runsOf([first!, third!])), {
      logGroupName: 'g',
      logStreamName: 's',
      logEvents: [
        { timestamp: 1, message: 'one' },
        { timestamp: 3, message: 'three' },
      ],
    });
  });

  it('takes exactly as much memory as it fills', () => {
    const lengths: number[] = [];
    const body = composeBody(destination('é', 'g'), undefined, [wholeOf(event('日'))], (length) => {
      lengths.push(length);
      return allocate(length);
    });

    assert.deepEqual(lengths, [body.length]);
    assert.equal(Buffer.from(body).toString().at(-1), '}');
  });
});
