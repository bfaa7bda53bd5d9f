import assert from 'node:assert/strict';
import { runInNewContext } from 'node:vm';
import type { LogGroupFunction } from '../../src/options/options.js';
import { resolveLogGroup } from '../../src/options/resolve-log-group.js';
import { lineOf } from '../helpers/message.js';
import { unhandledRejections } from '../helpers/unhandled-rejections.js';

function setUp(give: (logGroupName: string) => unknown, fromEnv = {}) {
  const messages: string[] = [];
  const resolved = resolveLogGroup(
    give as LogGroupFunction,
    fromEnv,
    (message) => void messages.push(lineOf(message)),
  );
  assert.ok(typeof resolved === 'function');
  return { settingsFor: resolved, messages };
}

describe('resolve-log-group', () => {
  it('returns the settings of the function for a name, over those of the environment', () => {
    const { settingsFor, messages } = setUp(
      (name) => (name === '/debug' ? { retentionInDays: 7, logGroupClass: 'INFREQUENT_ACCESS' } : {}),
      { retentionInDays: 90 },
    );
    assert.deepEqual(settingsFor('/debug'), { retentionInDays: 7, logGroupClass: 'INFREQUENT_ACCESS' });
    assert.deepEqual(settingsFor('/error'), { retentionInDays: 90 });
    assert.deepEqual(messages, []);
  });

  it('leaves out invalid settings, and warns of each once', () => {
    const { settingsFor, messages } = setUp(() => ({ retentionInDays: 31, tags: { a: 'b' }, wrong: 1 }));
    assert.deepEqual(settingsFor('/g'), { tags: { a: 'b' } });
    assert.deepEqual(settingsFor('/g'), { tags: { a: 'b' } });
    assert.equal(messages.length, 2);
    assert.match(
      messages[0] ?? '',
      /^CWL_LOG_GROUP_FUNCTION_FAILED: .*"\/g": logGroup\.retentionInDays: expected a number of days /,
    );
    assert.match(messages[1] ?? '', /^CWL_LOG_GROUP_FUNCTION_FAILED: .*logGroup\.wrong: /);
  });

  it('never throws, whatever the function does', async () => {
    const answers: (() => unknown)[] = [
      () => {
        throw new Error('secret');
      },
      () => undefined,
      () => 'STANDARD',
      () => Promise.reject(new Error('secret')),
      (): unknown => runInNewContext('Promise.reject(new Error("secret"))'),
      () => ({
        get retentionInDays() {
          throw new Error('secret');
        },
      }),
    ];
    const unhandled = await unhandledRejections(() => {
      for (const give of answers) {
        const { settingsFor, messages } = setUp(give, { retentionInDays: 30 });
        assert.deepEqual(settingsFor('/g'), { retentionInDays: 30 });
        assert.equal(messages.length, 1);
        assert.doesNotMatch(messages[0] ?? '', /secret/);
      }
    });
    assert.deepEqual(unhandled, []);
  });

  it('warns of an unknown class, and of at most 100 things', () => {
    const { settingsFor, messages } = setUp((name) => ({ logGroupClass: name }));
    for (let group = 0; group < 200; group++) {
      assert.deepEqual(settingsFor(`/${group}`), { logGroupClass: `/${group}` });
    }
    assert.equal(messages.length, 100);
    assert.match(messages[0] ?? '', /^CWL_LOG_GROUP_CLASS_UNKNOWN: .*"\/0".* STANDARD, /);
  });
});
