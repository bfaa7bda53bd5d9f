import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readEnvironment } from '../../src/environment.js';
import { readSettings } from '../../src/register/settings.js';

/** How each file sets a variable. */
const FILES: Readonly<Record<string, RegExp>> = {
  'examples/ecs-fargate/task-definition.json': /"name": "((?:OTEL|AWS)_\w+)",\s+"value": "([^"]*)"/g,
  'examples/eks-irsa/shop.yaml': /name: ((?:OTEL|AWS)_\w+)\n\s+value: (?:>-\n\s+)?'?([^'\n]*)/g,
  'examples/systemd/shop.service': /^Environment=((?:OTEL|AWS)_\w+)=(.*)$/gm,
};

for (const [file, assignment] of Object.entries(FILES)) {
  describe(file, () => {
    const text = readFileSync(file, 'utf8');
    const env: Record<string, string> = Object.fromEntries(
      [...text.matchAll(assignment)].map(([, name = '', value = '']) => [name, value]),
    );

    it('sets variables that are known, to values that can be read', () => {
      const warnings: string[] = [];
      const options = readEnvironment(env, (message) => void warnings.push(message));
      // Node 20 has no SQLite.
      const others = warnings.filter((message) => !message.includes('node:sqlite'));
      assert.deepEqual([...others, ...readSettings(env).warnings], []);
      assert.equal(options.logGroup.retentionInDays, 30);
      assert.match(env['OTEL_EXPORTER_CLOUDWATCH_OUTBOX_DIRECTORY'] ?? '', /^\/var\/lib\//);
      assert.equal(env['OTEL_SERVICE_NAME'], 'shop');
    });

    it('names every resource attribute that its stream template uses', () => {
      const template = env['OTEL_EXPORTER_CLOUDWATCH_LOG_STREAM_NAME'] ?? '';
      const notes = file.endsWith('.service')
        ? text
        : readFileSync(file.replace(/[^/]+$/, 'README.md'), 'utf8');
      const keys = [...template.matchAll(/[{|]([\w.]+)/g)].map(([, key = '']) => key);
      assert.ok(keys.length >= 3);
      for (const key of keys)
        assert.match(notes.replaceAll(template, ''), new RegExp(key.replaceAll('.', '\\.')));
    });

    it('starts the service by the one flag', () => {
      assert.match(text, /--import'?"?,? '?"?opentelemetry-exporter-cloudwatch-logs\/register/);
    });
  });
}

describe('examples/ecs-fargate/task-definition.json', () => {
  it('is JSON', () => {
    JSON.parse(readFileSync('examples/ecs-fargate/task-definition.json', 'utf8'));
  });
});
