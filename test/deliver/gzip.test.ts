import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import * as zlib from 'node:zlib';
import { gunzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import * as sinon from 'sinon';
import { createGzip } from '../../src/deliver/gzip.js';
import { drainMicrotasks } from '../helpers/drain-microtasks.js';

describe('gzip', () => {
  it('gives bytes that can be read back', async () => {
    const body = Buffer.from('{"logEvents":[]}'.repeat(100));

    const packed = await createGzip()(body);

    assert.ok(packed.length < body.length / 10);
    assert.deepEqual(gunzipSync(packed), body);
  });

  it('gives bytes that can be read back, of whatever size and content', async () => {
    for (const size of [1, 1_000, 4_096, 300_000]) {
      for (const body of [Buffer.alloc(size), randomBytes(size)]) {
        assert.deepEqual(gunzipSync(await createGzip()(body)), body);
      }
    }
  });

  it('gives each of several bodies its own bytes, one after the other and at the same time', async () => {
    const body = fc.record({ size: fc.nat({ max: 600_000 }), isRandom: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(body, { maxLength: 5 }), { maxLength: 5 }), async (rounds) => {
        const gzip = createGzip();
        for (const round of rounds) {
          const bodies = round.map(({ size, isRandom }, index) =>
            isRandom ? randomBytes(size) : Buffer.alloc(size, `${index},`),
          );
          const packed = await Promise.all(bodies.map(gzip));
          assert.deepEqual(
            packed.map((bytes) => gunzipSync(bytes)),
            bodies,
          );
        }
      }),
      { numRuns: 30 },
    );
  });

  it('works on another thread: nothing resolves without a turn of the event loop', async () => {
    const settled = sinon.spy();

    const packed = createGzip()(Buffer.from('{"logEvents":[]}')).finally(settled);
    await drainMicrotasks();

    sinon.assert.notCalled(settled);
    await packed;
  });

  it('compresses two at a time, never more, whichever ends first and however it ends', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({ startsAt: fc.nat({ max: 9 }), turns: fc.nat({ max: 9 }), fails: fc.boolean() }),
          {
            maxLength: 30,
          },
        ),
        async (bodies) => {
          let running = 0;
          let most = 0;
          const gzip = createGzip(() => async (body) => {
            most = Math.max(most, ++running);
            const { turns, fails } = bodies[body[0]!]!;
            for (let turn = 0; turn < turns; turn++) await Promise.resolve();
            running--;
            if (fails) throw new Error('no');
            return Uint8Array.from(body);
          });

          const results = await Promise.allSettled(
            bodies.map(async ({ startsAt }, index) => {
              for (let turn = 0; turn < startsAt; turn++) await Promise.resolve();
              return gzip(Uint8Array.of(index));
            }),
          );

          assert.deepEqual(
            results.map(({ status }) => status === 'rejected'),
            bodies.map(({ fails }) => fails),
          );
          assert.ok(most <= 2);
          assert.equal(running, 0);
        },
      ),
    );
  });

  it('continues when one is rejected', async () => {
    const gzip = createGzip();
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what zlib refuses
    const bad = 7 as unknown as Uint8Array;

    const results = await Promise.allSettled(
      [bad, bad, bad, Buffer.from('x'), bad, Buffer.from('y')].map((body) => gzip(body)),
    );

    assert.deepEqual(
      results.map(({ status }) => status),
      ['rejected', 'rejected', 'rejected', 'fulfilled', 'rejected', 'fulfilled'],
    );
    assert.ok(await gzip(Buffer.from('z')));
  });

  describe('whose stream fails', () => {
    const { prototype } = zlib.Gzip;
    let whenWritten: (stream: zlib.Gzip) => void;
    beforeEach(() => {
      const { write } = prototype;
      sinon.stub(prototype, 'write').callsFake(function (this: zlib.Gzip, ...args: unknown[]) {
        const wantsMore = Reflect.apply(write, this, args);
        whenWritten(this);
        return wantsMore;
      });
    });
    afterEach(() => sinon.restore());

    for (const error of [new Error('on purpose'), undefined]) {
      it(`rejects that body, and compresses the next one with another (${error?.message ?? 'closed'})`, async () => {
        const gzip = createGzip();
        const streams = new Set<zlib.Gzip>();
        whenWritten = (stream) => {
          streams.add(stream);
          if (streams.size === 1) stream.destroy(error);
        };

        await assert.rejects(gzip(Buffer.from('a')), error ?? /closed|destroyed/);

        assert.deepEqual(gunzipSync(await gzip(Buffer.from('b'))), Buffer.from('b'));
        assert.equal(streams.size, 2);
      });
    }

    it('keeps nothing of the request that it was opened in', async () => {
      const requests = new AsyncLocalStorage<string>();
      const seen: unknown[] = [];
      const gzip = createGzip();
      whenWritten = (stream) => void stream.once('data', () => seen.push(requests.getStore()));

      await requests.run('a', () => gzip(Buffer.from('a')));
      const after = await requests.run('b', async () => {
        await gzip(Buffer.from('b'));
        return requests.getStore();
      });

      assert.deepEqual(seen, [undefined, undefined]);
      assert.equal(after, 'b');
    });
  });
});
