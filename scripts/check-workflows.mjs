// Checks what the workflows of GitHub must have in common with each other, with package.json and with the matrix. Prints
// each mistake with its file and what to do.
//
//   node scripts/check-workflows.mjs
import { readFileSync } from 'node:fs';
import { isScalar, parseDocument, visit } from 'yaml';
import { LINES } from './matrix/combinations.mjs';

/** @typedef {{ uses?: string, run?: string, with?: Readonly<Record<string, unknown>> }} Step */
/** @typedef {{ strategy?: { matrix?: Readonly<Record<string, unknown>> }, steps: readonly Step[] }} Job */
/** @typedef {{ file: string, document: import('yaml').Document, jobs: Readonly<Record<string, Job>> }} Workflow */

const COMBINATIONS = 'scripts/matrix/combinations.mjs';
const LOCAL = '.ci/run';
const CI = workflowIn('.github/workflows/ci.yml');
const RELEASE = workflowIn('.github/workflows/release.yml');
const WORKFLOWS = [CI, RELEASE];

/** Jobs whose checks a release must pass too. */
const CHECKING_JOBS = ['test', 'matrix'];

const { scripts, engines } = JSON.parse(readFileSync('package.json', 'utf8'));

/** The Node versions that the package supports, the oldest first. */
const NODES = [...new Set(Object.values(LINES).flatMap(({ nodes }) => nodes))].toSorted((a, b) => a - b);

let mistakes = 0;
checkScripts();
checkNodesOfTests();
checkNodesOfJobs();
checkRelease();
checkActions();
if (mistakes === 0) console.log(`no mistakes in ${WORKFLOWS.map(({ file }) => file).join(' and ')}`);
process.exitCode = mistakes === 0 ? 0 : 1;

/**
 * @param {string} file
 * @param {string} what
 * @param {string} fix
 */
function report(file, what, fix) {
  mistakes++;
  console.error(`${file}: ${what}. ${fix}.`);
}

/** Commands run only npm scripts that exist. */
function checkScripts() {
  for (const { file, jobs } of WORKFLOWS) checkScriptsOf(file, commandsIn(jobs).join('\n'));
  checkScriptsOf(LOCAL, readFileSync(LOCAL, 'utf8'));
}

/**
 * @param {string} file
 * @param {string} commands
 */
function checkScriptsOf(file, commands) {
  for (const [call, name = 'test'] of commands.matchAll(/npm (?:run ([\w:]+)|test)/g)) {
    if (!(name in scripts))
      report(file, `package.json has no script for "${call}"`, 'Run one that it has, or add it');
  }
}

/** Each change is tested on each Node of the matrix, from the oldest of engines on. */
function checkNodesOfTests() {
  const tested = JSON.stringify(CI.jobs['test']?.strategy?.matrix?.['node']);
  const supported = JSON.stringify(NODES);
  if (tested !== supported)
    report(
      CI.file,
      `the job "test" runs on Node ${tested}`,
      `Write ${supported}, as ${COMBINATIONS} has them`,
    );
  const oldest = /\d+/.exec(engines.node)?.[0];
  if (oldest !== String(NODES[0]))
    report('package.json', `engines begins with Node ${oldest}`, `${COMBINATIONS} begins with ${NODES[0]}`);
}

/** Each job installs a Node of the matrix. */
function checkNodesOfJobs() {
  for (const { file, jobs } of WORKFLOWS) {
    for (const [name, job] of Object.entries(jobs)) {
      const others = nodesOf(job).filter((version) => NODES.every((node) => node !== version));
      const fix = `Name one of ${NODES.join(', ')} in its step actions/setup-node`;
      for (const version of others) report(file, `the job "${name}" installs Node ${version}`, fix);
    }
  }
}

/**
 * What its step installs; undefined where there is none.
 * @param {Job} job
 */
function nodesOf({ steps, strategy }) {
  const setup = steps.find(({ uses }) => uses?.startsWith('actions/setup-node@'));
  const version = setup?.with?.['node-version'];
  const versions = version === '${{ matrix.node }}' ? strategy?.matrix?.['node'] : version;
  return Array.isArray(versions) ? versions : [versions];
}

/** A release runs all checks of each change before it publishes. */
function checkRelease() {
  const commands = commandsIn(RELEASE.jobs);
  const publishes = commands.findIndex((command) => command.startsWith('npm publish'));
  if (publishes === -1) {
    report(RELEASE.file, 'no step begins with "npm publish"', 'Add it, after all checks');
    return;
  }
  const before = new Set(commands.slice(0, publishes));
  for (const name of CHECKING_JOBS) {
    const job = CI.jobs[name];
    if (job === undefined)
      report(CI.file, `there is no job "${name}"`, 'Name in this script what checks now');
    for (const { run } of job?.steps ?? []) {
      if (run !== undefined && !before.has(run))
        report(RELEASE.file, `"${run}" does not run before "npm publish"`, `Add it, as ${CI.file} has it`);
    }
  }
}

/** Each action is pinned to one commit, with the version in a comment. */
function checkActions() {
  /** @type {Map<string, string>} */
  const pinned = new Map();
  for (const { file, document } of WORKFLOWS) {
    for (const { action, comment } of actionsIn(document)) {
      const [, name = '', commit] = /^([\w-]+\/[\w-]+)@([0-9a-f]{40})$/.exec(action) ?? [];
      if (commit === undefined) {
        report(file, `${action} can change`, 'Write the commit of its version behind the @');
        continue;
      }
      if (!/^v\d+\.\d+\.\d+$/.test(comment))
        report(file, `${action} does not say its version`, 'Write it behind, as in "# v1.2.3"');
      const first = pinned.get(name) ?? commit;
      if (first !== commit) report(file, `${name} has two commits, ${first} and ${commit}`, 'Use one');
      pinned.set(name, first);
    }
  }
}

/**
 * @param {string} file
 * @returns {Workflow}
 */
function workflowIn(file) {
  const document = parseDocument(readFileSync(file, 'utf8'));
  const [error] = document.errors;
  if (error !== undefined) throw new Error(`${file}: ${error.message}`);
  return { file, document, jobs: document.toJS().jobs };
}

/** @param {Workflow['jobs']} jobs */
function commandsIn(jobs) {
  return Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));
}

/**
 * Each action that a workflow uses, with the comment behind it.
 * @param {import('yaml').Document} document
 */
function actionsIn(document) {
  /** @type {{ action: string, comment: string }[]} */
  const actions = [];
  visit(document, {
    Pair(_key, { key, value }) {
      if (!isScalar(key) || key.value !== 'uses' || !isScalar(value)) return;
      actions.push({ action: String(value.value), comment: value.comment?.trim() ?? '' });
    },
  });
  return actions;
}
