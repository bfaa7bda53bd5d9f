import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { startLocalServer } from '../../src/local-server/index.js';
import { startNode } from '../zero-code/helpers/run-app.js';
import { snippetsOf, USER_PAGES } from './pages.js';

/** Snippets that cannot run here, with the reason. */
const NOT_RUN = [
  [/^aws /m, 'needs the AWS CLI'],
  [/^moto_server /m, 'needs an emulator; test/emulators runs it'],
  [/^npm run bench/m, 'takes 20 minutes; test/bench runs a short one'],
  [/ (?:demo|local)\n$/, 'has a test of its own in test/cli, and "local" does not end'],
] as const;

/** Nothing is installed, and `npx` runs the build of this repository. */
const FUNCTIONS = 'npm() { :; }\nnpx() { shift; node dist/esm/cli.js "$@"; }\nset -e\n';

/** The service of the snippets: it logs one record through winston. */
const APP = 'test/zero-code/apps/winston.cjs';

/** What `esbuild` bundles: a program in ES modules that uses the exporter. */
const BUNDLED = 'test/matrix/bundles/app.mjs';

/** The snippet as a script. One that only sets variables runs a service with them. */
function scriptOf(code: string, folder: string): string {
  const program = code
    .replace('--outfile=app.mjs', `--outfile='${join(folder, 'app.mjs')}'`)
    .replace('esbuild app.js', `esbuild ${BUNDLED}`)
    .replaceAll('app.js', APP);
  const setsVariablesOnly = code
    .trim()
    .split('\n')
    .every((line) => /^\w+=[^ ]+$/.test(line));
  return setsVariablesOnly
    ? `${FUNCTIONS}set -a\n${program}node --import opentelemetry-exporter-cloudwatch-logs/register ${APP}\n`
    : `${FUNCTIONS}${program}`;
}

describe('The commands of the documentation', () => {
  let folder = '';
  before(() => (folder = mkdtempSync(join(tmpdir(), 'cloudwatch-logs-docs-'))));
  after(() => rmSync(folder, { recursive: true }));

  for (const { page, line, code } of snippetsOf('sh', USER_PAGES)) {
    if (NOT_RUN.some(([pattern]) => pattern.test(code))) continue;
    it(`run: ${page}, line ${line}`, async () => {
      await using server = await startLocalServer();
      const env = { PATH: ['node_modules/.bin', process.env['PATH']].join(delimiter) };
      const script = scriptOf(code, folder);
      const ended = await startNode(server, ['-c', script], env, undefined, 'sh').ended;
      assert.equal(ended.code, 0, `${ended.stdout}${ended.stderr}`);
      if (!code.includes('npx ')) assert.doesNotMatch(ended.stderr, /CWL_/);
      if (script.includes('/register ')) assert.equal(server.events().length, 1);
      assert.deepEqual(server.violations, []);
    });
  }
});
