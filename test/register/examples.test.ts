import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { format } from 'prettier';
import { readEnvironment } from '../../src/options/environment.js';
import { readSettings } from '../../src/register/settings.js';
import { lineOf } from '../helpers/message.js';

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

    it('sets known variables to valid values', () => {
      const warnings: string[] = [];
      const options = readEnvironment(env, (message) => void warnings.push(lineOf(message)));
      // Node 20 has no SQLite.
      const others = warnings.filter((message) => !message.includes('node:sqlite'));
      assert.deepEqual([...others, ...readSettings(env).warnings], []);
      assert.equal(options.logGroup.retentionInDays, 30);
      assert.match(env['OTEL_EXPORTER_CLOUDWATCH_OUTBOX_DIRECTORY'] ?? '', /^\/var\/lib\//);
      assert.equal(env['OTEL_SERVICE_NAME'], 'shop');
    });

    const notes = file.endsWith('.service')
      ? text
      : readFileSync(file.replace(/[^/]+$/, 'README.md'), 'utf8');

    it('names every resource attribute that its stream template uses', () => {
      assertNamesKeys(notes, env['OTEL_EXPORTER_CLOUDWATCH_LOG_STREAM_NAME'] ?? '');
    });

    it('says which version of Node the durable outbox needs', () => {
      assert.match(notes, /Node 22\.13 or newer/);
    });

    it('starts the service with the one flag', () => {
      assert.match(text, /--import'?"?,? '?"?opentelemetry-exporter-cloudwatch-logs\/register/);
    });
  });
}

describe('examples/ecs-fargate/task-definition.json', () => {
  it('has the durable outbox on its volume', () => {
    const { volumes, containerDefinitions } = JSON.parse(
      readFileSync('examples/ecs-fargate/task-definition.json', 'utf8'),
    ) as TaskDefinition;
    const [{ mountPoints, environment }] = containerDefinitions;
    assert.deepEqual(
      mountPoints.map(({ sourceVolume }) => sourceVolume),
      volumes.map(({ name }) => name),
    );
    const directory = environment.find(({ name }) => name.endsWith('OUTBOX_DIRECTORY'));
    assert.equal(directory?.value, mountPoints[0].containerPath);
  });
});

interface TaskDefinition {
  readonly volumes: readonly { readonly name: string }[];
  readonly containerDefinitions: readonly [
    {
      readonly mountPoints: readonly [{ readonly sourceVolume: string; readonly containerPath: string }];
      readonly environment: readonly { readonly name: string; readonly value: string }[];
    },
  ];
}

describe('examples/eks-irsa/shop.yaml', () => {
  const text = readFileSync('examples/eks-irsa/shop.yaml', 'utf8');

  it('is YAML', async () => {
    assert.equal(await format(text, { parser: 'yaml', singleQuote: true, printWidth: 120 }), text);
  });

  it('has a role for its service account, which the pods run as', () => {
    const account = /kind: ServiceAccount\nmetadata:\n  name: (\w+)/.exec(text)?.[1];
    assert.match(text, /eks\.amazonaws\.com\/role-arn: arn:aws:iam::\d{12}:role\/shop-logs/);
    assert.match(text, new RegExp(`serviceAccountName: ${account}\n`));
  });

  it('has the durable outbox on a larger emptyDir', () => {
    const volume =
      /mountPath: \/var\/lib\/outbox/.test(text) && /- name: (\w+)\n\s+mountPath/.exec(text)?.[1];
    const mebibytes = new RegExp(`- name: ${volume}\n\\s+emptyDir: \\{ sizeLimit: (\\d+)Mi`).exec(text)?.[1];
    const maxBytes = /OUTBOX_MAX_BYTES\n\s+value: '(\d+)'/.exec(text)?.[1];
    assert.ok(Number(maxBytes) <= (Number(mebibytes) * 1_048_576) / 2, `${maxBytes} of ${mebibytes} MiB`);
  });
});

describe('examples/lambda/handler.mjs', () => {
  const text = readFileSync('examples/lambda/handler.mjs', 'utf8').replaceAll('\n// ', ' ');

  it('names every resource attribute that the default stream template has there', () => {
    assertNamesKeys(text, '{faas.instance}/{service.name}/{process.pid}');
  });

  it('says when stdout is the better way', () => {
    assert.match(text, /stdout is the better way where/);
  });
});

/** Text in which the notes name each key of the template, outside of it. */
function assertNamesKeys(notes: string, template: string): void {
  const keys = [...template.matchAll(/[{|]([\w.]+)/g)].map(([, key = '']) => key);
  assert.ok(keys.length >= 3);
  for (const key of keys) assert.ok(notes.replaceAll(template, '').includes(key), key);
}
