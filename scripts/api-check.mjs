// Compares the public types with the reports in docs/api, which a reviewer reads. They change only together with a
// line in the Unreleased section of CHANGELOG.md.
//
//   npm run api:check               fails when the types are not those of the reports
//   npm run api:check -- --accept   writes the reports; fails when CHANGELOG.md says nothing new since the last time
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';

const ENTRIES = { index: 'dist/esm/index.d.ts', 'local-server': 'dist/esm/local-server/index.d.ts' };
const FOLDER = 'docs/api';
const ACCEPTED = join(FOLDER, 'accepted-changelog.sha256');

const temporary = mkdtempSync(join(tmpdir(), 'api-report-'));
const reports = Object.entries(ENTRIES).map(([name, entry]) => ({
  file: join(FOLDER, `${name}.api.md`),
  text: reportOf(name, entry),
}));
rmSync(temporary, { recursive: true });

const changed = reports.filter(({ file, text }) => textOf(file) !== text).map(({ file }) => file);
const unreleased = createHash('sha256')
  .update(unreleasedIn(textOf('CHANGELOG.md')))
  .digest('hex');

if (changed.length === 0) {
  console.log('The public types are those of docs/api.');
} else if (!process.argv.includes('--accept')) {
  fail(`The public types are not those of ${changed.join(', ')}. Add a line to the Unreleased section of
CHANGELOG.md, run "npm run api:check -- --accept", and commit both.`);
} else if (existsSync(ACCEPTED) && textOf(ACCEPTED).trim() === unreleased) {
  fail(
    'The public types changed, but the Unreleased section of CHANGELOG.md did not: say there what changed.',
  );
} else {
  mkdirSync(FOLDER, { recursive: true });
  for (const { file, text } of reports) writeFileSync(file, text);
  writeFileSync(ACCEPTED, `${unreleased}\n`);
  console.log(`Wrote ${changed.join(', ')}.`);
}

/**
 * The report of one entry point.
 * @param {string} name
 * @param {string} entry
 */
function reportOf(name, entry) {
  const config = ExtractorConfig.prepare({
    configObjectFullPath: undefined,
    packageJsonFullPath: resolve('package.json'),
    configObject: {
      projectFolder: resolve('.'),
      mainEntryPointFilePath: resolve(entry),
      compiler: {
        overrideTsconfig: {
          compilerOptions: {
            module: 'nodenext',
            target: 'es2022',
            lib: ['es2023', 'esnext.disposable'],
            types: ['node'],
            strict: true,
            skipLibCheck: true,
          },
          files: [entry],
        },
      },
      apiReport: {
        enabled: true,
        reportFileName: `${name}.api.md`,
        reportFolder: temporary,
        reportTempFolder: join(temporary, 'temp'),
        includeForgottenExports: true,
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      messages: {
        extractorMessageReporting: {
          default: { logLevel: 'none' },
        },
        tsdocMessageReporting: { default: { logLevel: 'none' } },
      },
    },
  });
  const { succeeded } = Extractor.invoke(config, {
    localBuild: true,
    messageCallback: (message) => {
      // Its own compiler is older than ours, which it reports each time.
      if (message.logLevel !== ExtractorLogLevel.Error) message.handled = true;
    },
  });
  if (!succeeded) throw new Error(`api-extractor could not read ${entry}`);
  return readFileSync(join(temporary, `${name}.api.md`), 'utf8');
}

/** @param {string} changelog */
function unreleasedIn(changelog) {
  return /^## Unreleased\n([^]*?)(?=^## |(?![^]))/m.exec(changelog)?.[1]?.trim() ?? '';
}

/** @param {string} file */
function textOf(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

/** @param {string} message */
function fail(message) {
  console.error(message);
  process.exitCode = 1;
}
