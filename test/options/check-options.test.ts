import assert from 'node:assert/strict';
import { checkOptions } from '../../src/options/check-options.js';

function linesOf(options: unknown): string[] {
  try {
    checkOptions(options, 'CloudWatchLogRecordExporter');
  } catch (error) {
    assert.ok(error instanceof TypeError);
    return error.message.split('\n').slice(1);
  }
  return [];
}

describe('check-options', () => {
  it('returns a copy, with each option read once', () => {
    let reads = 0;
    const options = {
      get maxStreams() {
        reads++;
        return 5;
      },
      outbox: { whenFull: 'drop-oldest' },
    };
    assert.deepEqual(checkOptions(options, 'CloudWatchLogRecordExporter'), {
      maxStreams: 5,
      outbox: { whenFull: 'drop-oldest' },
    });
    assert.equal(reads, 1);
    assert.deepEqual(checkOptions(undefined, 'CloudWatchLogRecordExporter'), {});
  });

  it('lists all mistakes in one error, nested ones by their path', () => {
    const lines = linesOf({ maxStreams: 0, logGroup: { retentionInDays: 2 }, outbox: { whenFull: 'x' } });
    assert.deepEqual(
      lines.map((line) => line.split(':')[0]),
      ['maxStreams', 'logGroup.retentionInDays', 'outbox.whenFull'],
    );
  });

  it('names the closest option for an unknown one', () => {
    assert.match(linesOf({ retentionInDay: 5 }).join(), /the closest is logGroup\.retentionInDays/);
    assert.match(linesOf({ outbox: { maxByte: 5 } }).join(), /^outbox\.maxByte: .*outbox\.maxBytes/);
    assert.match(linesOf({ errorContext: { maxByte: 5 } }).join(), /closest is errorContext\.maxBytes/);
  });

  it('refuses a client beside its configuration', () => {
    const lines = linesOf({ client: { send: () => undefined }, clientConfig: {} });
    assert.deepEqual(lines, ['clientConfig: expected nothing when client is given, got both']);
  });

  it('requires more space of an outbox with a directory', () => {
    assert.equal(linesOf({ outbox: { maxBytes: 1_048_576 } }).length, 0);
    assert.equal(linesOf({ outbox: { maxBytes: 1_048_576, directory: '/tmp/x' } }).length, 1);
  });

  it('reports values that cannot be read, and values that are not objects', () => {
    const trap = {
      get format(): never {
        throw new Error('unreadable');
      },
    };
    assert.match(linesOf(trap).join(), /^format: expected a value that can be read/);
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const list = Object.defineProperty([], 'directory', { get: () => assert.fail('unreadable') });
    for (const name of ['logGroup', 'errorContext', 'budget', 'outbox']) {
      for (const value of [proxy, list]) {
        const lines = linesOf({ [name]: value, maxStreams: 0 });
        assert.deepEqual(
          lines.map((line) => line.split(':')[0]),
          ['maxStreams', name].toSorted(),
        );
      }
    }
    assert.match(linesOf('text').join(), /^options: expected an object/);
  });
});
