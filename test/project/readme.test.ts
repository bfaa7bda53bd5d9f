import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { startLocalServer } from '../../src/local-server/index.js';
import { eventsOf } from '../zero-code/helpers/events.js';
import { startNode } from '../zero-code/helpers/run-app.js';

const PROGRAMS = Array.from(readFileSync('README.md', 'utf8').matchAll(/```js\n(.*?)```/gs)).map(
  ([, code = '']) => code,
);

describe('The code in the README', () => {
  it('shows the exporter, then the processor', () => {
    assert.deepEqual(
      PROGRAMS.map((code) => /new (CloudWatch\w+)/.exec(code)?.[1]),
      ['CloudWatchLogRecordExporter', 'CloudWatchLogRecordProcessor'],
    );
  });

  for (const [index, code] of PROGRAMS.entries())
    it(`delivers its record as it is: program ${index + 1}`, async () => {
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
