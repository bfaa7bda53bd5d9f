import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import { readEnvironment } from '../../src/options/environment.js';
import { readSettings } from '../../src/register/settings.js';
import { lineOf } from '../helpers/message.js';

const TASK = 'examples/ecs-fargate/task-definition.json';
const MANIFEST = 'examples/eks-irsa/shop.yaml';
const UNIT = 'examples/systemd/shop.service';

const read = (file: string): string => readFileSync(file, 'utf8');

type Variables = readonly { readonly name: string; readonly value?: string }[];

interface TaskDefinition {
  readonly volumes: readonly { readonly name: string }[];
  readonly containerDefinitions: readonly [
    {
      readonly command: readonly string[];
      readonly mountPoints: readonly [{ readonly sourceVolume: string; readonly containerPath: string }];
      readonly environment: Variables;
    },
  ];
}

interface ServiceAccount {
  readonly kind: 'ServiceAccount';
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly annotations: Readonly<Record<string, string>>;
  };
}

interface Deployment {
  readonly kind: 'Deployment';
  readonly metadata: { readonly namespace: string };
  readonly spec: { readonly template: { readonly spec: Pod } };
}

interface Pod {
  readonly serviceAccountName: string;
  readonly containers: readonly [
    {
      readonly command: readonly string[];
      readonly env: Variables;
      readonly volumeMounts: readonly [{ readonly name: string; readonly mountPath: string }];
    },
  ];
  readonly volumes: readonly { readonly name: string; readonly emptyDir: { readonly sizeLimit: string } }[];
}

const [{ command, environment, mountPoints }] = (JSON.parse(read(TASK)) as TaskDefinition)
  .containerDefinitions;
const [account, deployment] = parseAllDocuments(read(MANIFEST)).map((document): unknown =>
  document.toJS(),
) as [ServiceAccount, Deployment];
const pod = deployment.spec.template.spec;
const unitSettings = [...read(UNIT).matchAll(/^(\w+)=(.*)$/gm)].map(
  ([, name = '', value = '']) => [name, value] as const,
);

/** The variables that the exporter and the SDK read; those that the platform fills in have no value. */
function variablesOf(variables: Variables): Readonly<Record<string, string>> {
  return Object.fromEntries(
    variables.flatMap(({ name, value }) =>
      value !== undefined && /^(?:OTEL|AWS)_/.test(name) ? [[name, value]] : [],
    ),
  );
}

/** How each file starts the service. */
const STARTS = {
  [TASK]: { env: variablesOf(environment), command },
  [MANIFEST]: { env: variablesOf(pod.containers[0].env), command: pod.containers[0].command },
  [UNIT]: {
    env: variablesOf(
      unitSettings.flatMap(([setting, assignment]) => {
        const [name = '', ...value] = assignment.split('=');
        return setting === 'Environment' ? { name, value: value.join('=') } : [];
      }),
    ),
    command: unitSettings.find(([name]) => name === 'ExecStart')?.[1].split(' ') ?? [],
  },
};

for (const [file, { env, command: started }] of Object.entries(STARTS)) {
  describe(file, () => {
    it('sets known variables to valid values', () => {
      const warnings: string[] = [];
      const options = readEnvironment(env, (message) => void warnings.push(lineOf(message)));
      // Node 20 has no SQLite.
      const others = warnings.filter((message) => !message.includes('node:sqlite'));
      assert.deepEqual([...others, ...readSettings(env).warnings], []);
      assert.notEqual(options.logGroup.retentionInDays, undefined);
      assert.match(env['OTEL_EXPORTER_CLOUDWATCH_OUTBOX_DIRECTORY'] ?? '', /^\/var\/lib\//);
      assert.match(env['OTEL_SERVICE_NAME'] ?? '', /./);
    });

    it('starts the service with the one flag', () => {
      assert.equal(
        started[started.indexOf('--import') + 1],
        'opentelemetry-exporter-cloudwatch-logs/register',
      );
    });
  });
}

describe(TASK, () => {
  it('has the durable outbox on its volume', () => {
    const { volumes } = JSON.parse(read(TASK)) as TaskDefinition;
    assert.deepEqual(
      mountPoints.map(({ sourceVolume }) => sourceVolume),
      volumes.map(({ name }) => name),
    );
    assert.equal(STARTS[TASK].env['OTEL_EXPORTER_CLOUDWATCH_OUTBOX_DIRECTORY'], mountPoints[0].containerPath);
  });
});

describe(MANIFEST, () => {
  it('has a role for its service account, which the pods run as', () => {
    assert.deepEqual([account.kind, deployment.kind], ['ServiceAccount', 'Deployment']);
    assert.match(
      account.metadata.annotations['eks.amazonaws.com/role-arn'] ?? '',
      /^arn:aws:iam::\d{12}:role\/shop-logs$/,
    );
    assert.equal(pod.serviceAccountName, account.metadata.name);
    assert.equal(deployment.metadata.namespace, account.metadata.namespace);
  });

  it('has the durable outbox on a larger emptyDir', () => {
    const { env } = STARTS[MANIFEST];
    const [mount] = pod.containers[0].volumeMounts;
    assert.equal(mount.mountPath, env['OTEL_EXPORTER_CLOUDWATCH_OUTBOX_DIRECTORY']);
    const volume = pod.volumes.find(({ name }) => name === mount.name);
    const [, mebibytes] = /^(\d+)Mi$/.exec(volume?.emptyDir.sizeLimit ?? '') ?? [];
    const maxBytes = Number(env['OTEL_EXPORTER_CLOUDWATCH_OUTBOX_MAX_BYTES']);
    assert.ok(maxBytes <= (Number(mebibytes) * 1_048_576) / 2, `${maxBytes} of ${mebibytes} MiB`);
  });
});
