import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { isScalar, parse, parseDocument, visit } from 'yaml';
import { LINES } from '../../scripts/matrix/combinations.mjs';

const CI = '.github/workflows/ci.yml';
const RELEASE = '.github/workflows/release.yml';

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Workflow {
  readonly jobs: Readonly<Record<string, Job>>;
}

interface Job {
  readonly strategy?: { readonly matrix: Readonly<Record<string, readonly unknown[]>> };
  readonly steps: readonly Step[];
}

const read = (file: string): string => readFileSync(file, 'utf8');

function workflowIn(file: string): Workflow {
  const workflow: Workflow = parse(read(file));
  return workflow;
}

function stepsIn(file: string): Step[] {
  return Object.values(workflowIn(file).jobs).flatMap(({ steps }) => steps);
}

function commandsIn(file: string): string[] {
  return stepsIn(file).flatMap(({ run }) => run ?? []);
}

/** Each action that a workflow uses, with the comment after it. */
function actionsIn(file: string): [action: string, comment: string][] {
  const actions: [string, string][] = [];
  visit(parseDocument(read(file)), {
    Pair(_key, { key, value }) {
      if (isScalar(key) && key.value === 'uses' && isScalar(value)) {
        actions.push([String(value.value), value.comment?.trim() ?? '']);
      }
    },
  });
  return actions;
}

const { scripts, engines } = JSON.parse(read('package.json')) as {
  readonly scripts: Readonly<Record<string, string>>;
  readonly engines: { readonly node: string };
};

/** The Node versions that the package supports, the oldest first. */
const NODES = [...new Set(Object.values(LINES).flatMap(({ nodes }) => nodes))].toSorted((a, b) => a - b);

describe('The workflows', () => {
  it('run only npm scripts that exist', () => {
    for (const command of [...commandsIn(CI), ...commandsIn(RELEASE), read('.ci/run')]) {
      for (const [call, script = 'test'] of command.matchAll(/npm (?:run ([\w:]+)|test)/g)) {
        assert.ok(script in scripts, call);
      }
    }
  });

  it('test each Node of the matrix, from the oldest of engines on', () => {
    assert.deepEqual(workflowIn(CI).jobs['test']?.strategy?.matrix['node'], NODES);
    assert.equal(String(NODES[0]), /\d+/.exec(engines.node)?.[0]);
  });

  it('install a Node of the matrix in each job', () => {
    for (const file of [CI, RELEASE]) {
      for (const [name, { steps, strategy }] of Object.entries(workflowIn(file).jobs)) {
        const version = steps.find(({ uses }) => uses?.startsWith('actions/setup-node@'))?.with?.[
          'node-version'
        ];
        const versions = version === '${{ matrix.node }}' ? strategy?.matrix['node'] : [version];
        assert.ok(
          versions?.every((each) => NODES.some((node) => node === each)),
          `${name}: ${String(version)}`,
        );
      }
    }
  });

  it('check before a release all that they check for each change', () => {
    const { test, matrix } = workflowIn(CI).jobs;
    const checks = [test, matrix]
      .flatMap((job) => job?.steps ?? assert.fail())
      .flatMap(({ run }) => run ?? []);
    const released = commandsIn(RELEASE);
    const publishes = released.findIndex((command) => command.startsWith('npm publish'));
    assert.deepEqual(
      checks.filter((command) => !released.slice(0, publishes).includes(command)),
      [],
    );
  });

  it('pin each action to one commit, with the version in a comment', () => {
    const actions = [CI, RELEASE].flatMap(actionsIn);
    assert.equal(
      actions.length,
      [CI, RELEASE].flatMap(stepsIn).filter(({ uses }) => uses !== undefined).length,
    );
    const pinned = new Map<string, string>();
    for (const [action, comment] of actions) {
      const [, name = '', commit = ''] =
        /^([\w-]+\/[\w-]+)@([0-9a-f]{40})$/.exec(action) ?? assert.fail(action);
      assert.match(comment, /^v\d+\.\d+\.\d+$/, action);
      assert.equal(pinned.get(name) ?? commit, commit, `${name} has two commits`);
      pinned.set(name, commit);
    }
  });
});
