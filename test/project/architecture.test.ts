import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, extname, join, normalize } from 'node:path';
import { COPIED } from '../../scripts/matrix/combinations.mjs';

interface Import {
  readonly from: string;
  readonly to: string;
}

const SPECIFIER = /(?:\bfrom|\bimport)\s*\(?\s*'([^']+)'/g;

function sourceFiles(folder = 'src'): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.[jt]s$/.test(path))
    .map((path) => join(folder, path));
}

/** Every import, including types: relative ones as paths from the top, the others as package names. */
function importsOf(files: readonly string[], { types } = { types: true }): Import[] {
  return files.flatMap((from) =>
    [...textOf(from, types).matchAll(SPECIFIER)].map(([, specifier = '']) => ({
      from,
      to: specifier.startsWith('.') ? normalize(join(dirname(from), specifier)) : specifier,
    })),
  );
}

function textOf(file: string, hasTypes: boolean): string {
  const text = readFileSync(file, 'utf8');
  return hasTypes ? text : text.replaceAll(/import type [^;]*;/g, '');
}

/**
 * The imports among folders: of whole ones in `src`, then of their subfolders, and so on. The files at the top of `src`
 * are layers of their own.
 */
function importsOfFolders(imports: readonly Import[]): Import[] {
  // One more than there are today.
  const depths = [2, 3, 4, 5];
  return depths
    .flatMap((depth) =>
      imports.map(({ from, to }) => ({ from: folderOf(from, depth), to: folderOf(to, depth) })),
    )
    .filter(({ from, to }) => from !== to);
}

function folderOf(path: string, depth: number): string {
  const folder = path.split('/').slice(0, -1);
  return folder.length === 1 ? path : folder.slice(0, depth).join('/');
}

/** Groups of files, or of folders, that import each other in a circle. */
function circlesOf(imports: readonly Import[]): string[][] {
  const targets = new Map<string, string[]>();
  const sources = new Set(imports.map(({ from }) => from));
  for (const { from, to } of imports) {
    // The page is JavaScript.
    const path = sources.has(to) ? to : to.replace(/\.js$/, '.ts');
    targets.set(from, [...(targets.get(from) ?? []), path]);
  }
  const reached = new Map(Array.from(targets.keys(), (file) => [file, filesReachedFrom(file, targets)]));
  const areInCircle = (one: string, other: string): boolean =>
    reached.get(one)?.has(other) === true && reached.get(other)?.has(one) === true;
  const files = [...targets.keys()].filter((file) => areInCircle(file, file)).toSorted();
  return files
    .map((file) => files.filter((other) => areInCircle(file, other)))
    .filter(([first], index) => first === files[index]);
}

function filesReachedFrom(file: string, targets: ReadonlyMap<string, readonly string[]>): Set<string> {
  const reached = new Set<string>();
  const next = [...(targets.get(file) ?? [])];
  for (let path = next.pop(); path !== undefined; path = next.pop()) {
    if (reached.has(path)) continue;
    reached.add(path);
    next.push(...(targets.get(path) ?? []));
  }
  return reached;
}

/**
 * Folders and files of `src`, the lowest first. A file imports from its own folder and from lower layers: never from its
 * own layer's other folders, never up.
 */
const LAYERS = [
  ['util', 'messages'],
  ['events'],
  ['options', 'failures'],
  ['route', 'encode', 'outbox', 'deliver', 'telemetry'],
  ['ingest', 'dispatch'],
  ['exit'],
  ['pipeline.ts'],
  ['open-pipeline.ts'],
  ['exporter.ts', 'processor.ts'],
  ['lambda'],
  ['register'],
  ['cli'],
  ['index.ts', 'register.ts', 'cli.ts', 'edge.ts'],
];

/** Separate from the rest: the command line and users import only its public entries. */
const ALONE = 'local-server';

/** Folders without I/O. They may import types. */
const PURE = ['events', 'failures', 'encode', 'route'];

/** The modules that load the AWS SDK. */
const LOADERS = new Set(['src/deliver/cloudwatch-client.ts', 'src/cli/check/aws-client.ts']);

/** The folder of a file in `src`, or the file itself if it is in none. */
function placeOf(path: string): string {
  const [, place = ''] = path.replace(/\.js$/, '.ts').split('/');
  return place;
}

function layerOf(path: string): number {
  return LAYERS.findIndex((layer) => layer.includes(placeOf(path)));
}

function isCli(path: string): boolean {
  return /^src\/cli(\/|\.)/.test(path);
}

/** What tests in the matrix import from the package. */
const ENTRIES = new Set(['src/index.js', 'src/local-server/index.js']);

const PIPELINE = readFileSync('src/pipeline.ts', 'utf8');

/** The constants of the function that composes the pipeline which stand in a line before their own, even in a closure. */
function usedTooEarly(source: string): string[] {
  const body = source.slice(source.indexOf('export function createPipeline'));
  return Array.from(body.matchAll(/^ {2}const (\{[^}]*\}|\w+)(?:: [^=]*)? =(?=\s)/gm)).flatMap((match) => {
    const before = body.slice(0, match.index);
    const made = (match[1] ?? '').matchAll(/(\w+)(?=\s*[,}]|$)/g);
    return Array.from(made, ([name]) => name).filter((name) =>
      new RegExp(`(?<![.\\w])${name}\\b(?!:)`).test(before),
    );
  });
}

describe('The architecture', () => {
  const imports = importsOf(sourceFiles());
  const own = imports.filter(({ to }) => to.startsWith('src/'));

  it('names every folder and file in src in one list of layers', () => {
    assert.deepEqual(readdirSync('src').toSorted(), [...LAYERS.flat(), ALONE].toSorted());
  });

  it('has at most eight files outside of folders', () => {
    assert.ok(readdirSync('src').filter((name) => name.endsWith('.ts')).length <= 8);
  });

  it('imports from the same folder and from lower layers, types too', () => {
    const others = own.filter(({ from, to }) => placeOf(from) !== placeOf(to) && placeOf(to) !== ALONE);
    const upward = others.filter(({ from, to }) => layerOf(to) >= layerOf(from));
    assert.deepEqual(upward, []);
  });

  it('has no files that import each other in a circle, types too', () => {
    assert.deepEqual(circlesOf(own), []);
  });

  it('has no folders that import from each other in a circle, at any depth, types too', () => {
    assert.deepEqual(circlesOf(importsOfFolders(own)), []);
  });

  it('would find two folders that import from each other, or whose subfolders do', () => {
    const pairs = ['a/x a/b/x', 'a/b/y a/y', 'c/d/x c/e/f/x', 'c/e/y c/d/x', 'x g/x', 'g/y y'].map((pair) => {
      const [from = '', to = ''] = pair.split(' ');
      return { from: `src/${from}.ts`, to: `src/${to}.js` };
    });

    assert.deepEqual(circlesOf(importsOfFolders(pairs)), [
      ['src/a', 'src/a/b'],
      ['src/c/d', 'src/c/e'],
    ]);
  });

  it('would find a circle, and each file in it', () => {
    const pairs = ['a b', 'b c', 'c a', 'c d', 'd e', 'e e', 'f a'].map((pair) => {
      const [from = '', to = ''] = pair.split(' ');
      return { from: `${from}.ts`, to: `${to}.js` };
    });

    assert.deepEqual(circlesOf(pairs), [['a.ts', 'b.ts', 'c.ts'], ['e.ts']]);
  });

  it('has a pipeline of at most 120 lines, in which no name is used before the line that makes it', () => {
    assert.ok(PIPELINE.trimEnd().split('\n').length <= 120);
    assert.deepEqual(usedTooEarly(PIPELINE), []);
  });

  it('would find a name that is used before the line that makes it, however it is made', () => {
    const source = `export function createPipeline() {
  const early = () => [one, two, three, of.four];
  const one = 1;
  const { two, x: three } = early;
  const {
    four,
    five,
  }: Parts = early;
  return five;
}`;
    assert.deepEqual(usedTooEarly(source), ['one', 'two', 'three']);
    assert.deepEqual(usedTooEarly(source.replace('of.four', 'five')), ['one', 'two', 'three', 'five']);
  });

  it('has a pipeline that knows an outbox, and neither of the two', () => {
    const known = own.filter(({ from, to }) => from === 'src/pipeline.ts' && to.startsWith('src/outbox/'));
    assert.deepEqual(
      known.map(({ to }) => to),
      ['src/outbox/open-outbox.js'],
    );
  });

  it('has folders without I/O, clock or randomness', () => {
    for (const folder of PURE) {
      const reaching = imports.filter(
        ({ from, to }) => placeOf(from) === folder && /^(node:(?!util$)|@aws-sdk)/.test(to),
      );
      assert.deepEqual(reaching, []);
      for (const file of sourceFiles(`src/${folder}`)) {
        assert.doesNotMatch(
          readFileSync(file, 'utf8'),
          /Date\.now\(|Math\.random\(|performance\.now\(|(?<!['\w])process\.(env|pid|hrtime|on|emit|getBuiltin)/,
          file,
        );
      }
    }
  });

  it('uses SQLite in a thread alone: no commit blocks the application', () => {
    const spool = 'src/outbox/journal/spool/';
    const users = imports.filter(({ to }) => to === 'node:sqlite' || to.startsWith(spool));
    assert.deepEqual(
      users.filter(({ from }) => !from.startsWith(spool)),
      [],
    );
    assert.ok(users.length > 0);
  });

  it('has a command line that no other folder imports, and that imports only public entries of the local server', () => {
    const known = imports.filter(({ from, to }) => isCli(to) && !isCli(from));
    assert.deepEqual(known, []);
    const doors = imports.filter(({ from, to }) => isCli(from) && placeOf(to) === ALONE);
    for (const { to } of doors) assert.match(to, /^src\/local-server\/(index|open)\.js$/);
  });

  it('loads the AWS SDK in one place of the exporter and one of the command line, both late', () => {
    for (const file of sourceFiles()) {
      const text = textOf(file, false);
      const loads = /(?:from|import\()\s*'@aws-sdk/.exec(text);
      // The build puts it into the source of the exit thread, which imports it late.
      if (file === 'src/exit/bundled-sdk.ts') assert.equal(loads?.[0], "from '@aws-sdk");
      else if (LOADERS.has(file)) assert.equal(loads?.[0], "import('@aws-sdk");
      else assert.equal(loads, null, file);
      assert.doesNotMatch(text, /from '[^']*bundled-sdk/, file);
    }
  });

  it('has a local server that shares no code with the rest', () => {
    const shared = imports.filter(
      ({ from, to }) =>
        (placeOf(from) === 'local-server') !== (placeOf(to) === ALONE) &&
        !from.startsWith('src/cli/') &&
        to.startsWith('src/') &&
        [from, to].some((path) => placeOf(path) === ALONE),
    );
    assert.deepEqual(shared, []);
  });

  it('imports only types from the OpenTelemetry SDKs, except in the zero-code entry; core is a peer', () => {
    for (const file of sourceFiles().filter((path) => !path.startsWith('src/register'))) {
      const text = textOf(file, false);
      assert.doesNotMatch(text, /from '@opentelemetry\/(sdk-logs|resources|api-logs)'/, file);
    }
  });

  it('has tests for the matrix that find their files where it copies them', () => {
    const copied = COPIED.map((path) => join('test', path));
    const isCopied = (path: string): boolean =>
      copied.some((one) => path.replace(/\.js$/, '.ts') === one || path.startsWith(`${one}/`));
    const leaving = copied
      .flatMap((path) => importsOf(extname(path) === '' ? sourceFiles(path) : [path]))
      .filter(({ to }) => to.startsWith('test/') && !isCopied(to));
    assert.deepEqual(leaving, []);

    const loaded = new Set(
      copied
        .flatMap((path) => (extname(path) === '' ? sourceFiles(path) : [path]))
        .filter((path) => path.endsWith('.test.ts')),
    );
    const missing: Import[] = [];
    // A file that is added while this runs is visited, too.
    for (const file of loaded) {
      for (const one of importsOf([file], { types: false })) {
        if (one.to.startsWith('test/')) loaded.add(one.to.replace(/\.js$/, '.ts'));
        else if (one.to.startsWith('src/') && !ENTRIES.has(one.to)) missing.push(one);
      }
    }
    assert.deepEqual(missing, [], 'the matrix has the package, and no src');
  });
});
