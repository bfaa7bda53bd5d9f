import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { startLocalServer } from '../src/local-server/index.js';
import { eventsOf } from './register/forked/helpers/events.js';
import { startNode } from './register/forked/helpers/run-app.js';

describe('The code that the README begins with', () => {
  it('delivers its record as it stands', async () => {
    const code = /```js\n(.*?)```/s.exec(readFileSync('README.md', 'utf8'))?.[1] ?? '';
    await using server = await startLocalServer();
    const { code: exitCode, stderr } = await startNode(server, ['--input-type=module', '-e', code]).ended;
    assert.deepEqual({ exitCode, stderr }, { exitCode: 0, stderr: '' });
    assert.deepEqual(
      eventsOf(server).map(({ body, attributes, resource }) => [
        body,
        attributes?.['order.id'],
        resource.attributes['service.name'],
      ]),
      [['order placed', 42, 'checkout']],
    );
    assert.deepEqual(server.violations, []);
  });
});
