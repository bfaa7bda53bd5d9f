import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { startLocalServer } from '../../src/local-server/index.js';
import { startNode } from '../zero-code/helpers/run-app.js';
import { snippetsOf, USER_PAGES } from './pages.js';

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
};

/** Names that the snippets use after a page has introduced them. */
const NAMES = {
  'opentelemetry-exporter-cloudwatch-logs': ['CloudWatchLogRecordExporter', 'CloudWatchLogRecordProcessor'],
};

/** What stands in a snippet for the reader's own code. */
const READERS_CODE = [
  [
    '// ... log, then:',
    `const { BatchLogRecordProcessor, LoggerProvider } = await import('@opentelemetry/sdk-logs');
     const provider = new LoggerProvider({ processors: [new BatchLogRecordProcessor({ exporter })] });
     for (const body of ['a', 'b', 'c']) provider.getLogger('app').emit({ body });
     await provider.forceFlush();`,
  ],
] as const;

/** The snippet as a program. */
function programOf(code: string): string {
  const missing = Object.entries(NAMES).map(([name, names]) => {
    const wanted = names.filter(
      (word) => code.includes(word) && !new RegExp(`import [^;]*\\b${word}\\b`).test(code),
    );
    return wanted.length === 0 ? '' : `import { ${wanted.join(', ')} } from '${name}';\n`;
  });
  let program = `${missing.join('')}${code}`;
  for (const [comment, replacement] of READERS_CODE) program = program.replace(comment, replacement);
  return program;
}

describe('The snippets of the documentation', () => {
  for (const { page, line, code } of ['js', 'ts'].flatMap((language) => snippetsOf(language, USER_PAGES))) {
    it(`run: ${page}, line ${line}`, async () => {
      await using server = await startLocalServer();
      const args = ['--input-type=module', '-e', programOf(code)];
      const { code: exitCode, stderr } = await startNode(server, args).ended;
      assert.deepEqual({ exitCode, stderr }, { exitCode: 0, stderr: '' });
      assert.deepEqual(server.violations, []);
    });
  }

  it('deliver through winston in code, under the name of the service', async () => {
    await using server = await startLocalServer();
    const snippet = snippetsOf('js').find(({ code }) => code.includes('OpenTelemetryTransportV3'));
    const program = `${snippet?.code ?? ''}\nlogger.info('order placed');`;
    const { stderr } = await startNode(server, ['--input-type=module', '-e', program]).ended;
    assert.equal(stderr, '');
    assert.deepEqual(
      server.events().map(({ logGroupName, message }) => [logGroupName, message.includes('order placed')]),
      [['/otel/shop', true]],
    );
  });

  for (const { page, line, code } of snippetsOf('sh')) {
    it(`are read by sh, and run scripts that exist: ${page}, line ${line}`, () => {
      const { status, stderr } = spawnSync('sh', ['-n'], { input: code, encoding: 'utf8' });
      assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
      assert.doesNotMatch(code, /\{[\w/@.-]+,[^}]*\}/, 'sh does not expand braces');
      for (const [, name = ''] of code.matchAll(/npm run ([\w:]+)/g)) assert.ok(name in scripts, name);
    });
  }
});
