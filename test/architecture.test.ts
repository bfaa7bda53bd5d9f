import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { SUITES } from '../scripts/matrix/combinations.mjs';

interface Import {
  readonly from: string;
  readonly to: string;
}

const SPECIFIER = /(?:\bfrom|\bimport)\s*\(?\s*'([^']+)'/g;

function sourceFiles(folder = 'src'): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => join(folder, path));
}

/** Every import there, types too: relative ones as paths from the top, the others by the name of their package. */
function importsOf(files: readonly string[]): Import[] {
  return files.flatMap((from) =>
    [...readFileSync(from, 'utf8').matchAll(SPECIFIER)].map(([, specifier = '']) => ({
      from,
      to: specifier.startsWith('.') ? normalize(join(dirname(from), specifier)) : specifier,
    })),
  );
}

const ROOMS = new Set(['encode', 'route', 'slice', 'outbox', 'deliver', 'telemetry', 'local-server']);

/** What loads the AWS SDK. */
const LOADERS = new Set(['src/deliver/cloudwatch-client.ts', 'src/cli/check/aws-client.ts']);

/** The room of a file; files right in src, those that check options, and the command line compose the rooms. */
function roomOf(path: string): string | undefined {
  const [top, room = ''] = path.split('/');
  return top === 'src' && ROOMS.has(room) ? room : undefined;
}

function isCli(path: string): boolean {
  return /^src\/cli(\/|\.)/.test(path);
}

describe('The house', () => {
  const imports = importsOf(sourceFiles());

  it('has rooms that do not import each other', () => {
    const crossing = imports.filter(({ from, to }) => {
      const [room, other] = [roomOf(from), roomOf(to)];
      return room !== undefined && other !== undefined && room !== other;
    });
    assert.deepEqual(crossing, []);
  });

  it('has pure rooms that do no I/O and ask no clock', () => {
    for (const room of ['encode', 'route', 'slice']) {
      const reaching = imports.filter(
        ({ from, to }) => roomOf(from) === room && /^(node:|@aws-sdk)/.test(to),
      );
      assert.deepEqual(reaching, []);
      for (const file of sourceFiles(`src/${room}`)) {
        assert.doesNotMatch(
          readFileSync(file, 'utf8'),
          /Date\.now\(|Math\.random\(|performance\.now\(|(?<!['\w])process\.(env|pid|hrtime|on|emit)|getBuiltinModule(?!\('node:util'\)| \} from '\.\.\/builtin\.js';)/,
          file,
        );
      }
    }
  });

  it('has a command line that nobody else knows, which knows the local server by its front doors alone', () => {
    const known = imports.filter(({ from, to }) => isCli(to) && !isCli(from));
    assert.deepEqual(known, []);
    const doors = imports.filter(({ from, to }) => isCli(from) && roomOf(to) === 'local-server');
    for (const { to } of doors) assert.match(to, /^src\/local-server\/(index|open|observer)\.js$/);
  });

  it('has one place in the exporter that loads the AWS SDK, one in the command line, and both load it late', () => {
    for (const file of sourceFiles()) {
      const text = readFileSync(file, 'utf8').replaceAll(/import type [^;]*;/g, '');
      const loads = /(?:from|import\()\s*'@aws-sdk/.exec(text);
      if (LOADERS.has(file)) assert.equal(loads?.[0], "import('@aws-sdk");
      else assert.equal(loads, null, file);
    }
  });

  it('has a local server that shares no code with the rest', () => {
    const shared = imports.filter(
      ({ from, to }) =>
        (roomOf(from) === 'local-server') !== (roomOf(to) === 'local-server') &&
        !from.startsWith('src/cli/') &&
        to.startsWith('src/') &&
        [from, to].some((path) => roomOf(path) === 'local-server'),
    );
    assert.deepEqual(shared, []);
  });

  it('takes only types from the OpenTelemetry SDK, but for the entry that needs no code', () => {
    for (const file of sourceFiles().filter((path) => !path.startsWith('src/register'))) {
      const text = readFileSync(file, 'utf8').replaceAll(/import type [^;]*;/g, '');
      assert.doesNotMatch(text, /from '@opentelemetry\/(sdk-logs|resources|core|api-logs)'/, file);
    }
  });

  it('has tests for the matrix that find all of theirs where it copies them to', () => {
    const copied = SUITES.flatMap(({ tests }) => tests).map((folder) => join('test', folder));
    const isCopied = (path: string): boolean => copied.some((folder) => path.startsWith(`${folder}/`));
    const leaving = copied
      .flatMap((folder) => importsOf(sourceFiles(folder)))
      .filter(({ to }) => to.startsWith('test/') && !isCopied(to));
    assert.deepEqual(leaving, []);
  });
});
