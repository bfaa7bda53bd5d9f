import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { CloudWatchLogsClient, PutLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { chromium, type Browser, type Locator, type Page } from 'playwright-core';
import { installed, startCli, type Running } from '../cli/helpers/packed.js';
import { PROCESS_MILLIS } from '../helpers/limits.js';
import { until } from '../helpers/until.js';
import { createStreams, messageOf } from './helpers.js';

/** Where the script that runs this has found a browser. */
const EXECUTABLE = process.env['CHROMIUM_PATH'];

const PACKAGES = [
  'express',
  'winston',
  '@opentelemetry/auto-instrumentations-node',
  '@opentelemetry/winston-transport',
];

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';

describe('The page of the command local', () => {
  let browser: Browser;
  let page: Page;
  let local: Running;
  let url: string;
  let client: CloudWatchLogsClient;
  const errors: string[] = [];

  before(async () => {
    const folder = installed(...PACKAGES);
    local = await startCli(['local', '--port', '0'], {}, folder);
    while (!local.stdout().includes('register app.js')) await once(local.process.stdout!, 'data');
    url = /http:\/\/[\d.:]+/.exec(local.stdout())?.[0] ?? '';
    client = new CloudWatchLogsClient({
      endpoint: url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'LOCAL', secretAccessKey: 'local' },
      maxAttempts: 1,
    });
    browser = await chromium.launch({ executablePath: EXECUTABLE, args: ['--no-sandbox'] });
    page = await browser.newPage({ viewport: { width: 1280, height: 760 }, colorScheme: 'dark' });
    page.setDefaultTimeout(PROCESS_MILLIS);
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
    await page.goto(url);
    await page.getByText('live from').waitFor();
  });

  after(async () => {
    client?.destroy();
    await browser?.close();
    local?.process.kill('SIGINT');
    assert.equal((await local?.ended)?.code, 0);
  });

  afterEach(async () => {
    assert.deepEqual(errors, []);
    await page.keyboard.press('Escape');
  });

  function rows(text: string): Locator {
    return page.locator('.row').filter({ hasText: text });
  }

  async function put(logStreamName: string, ...messages: string[]): Promise<void> {
    const logEvents = messages.map((message) => ({ timestamp: Date.now(), message }));
    await client.send(new PutLogEventsCommand({ logGroupName: '/test', logStreamName, logEvents }));
  }

  it('says how to begin while there is nothing', async () => {
    assert.match((await page.locator('#setup').textContent()) ?? '', new RegExp(`LOGS=${url}\\n`));
  });

  it('shows the events of an express service with winston, started with the lines that local printed', async () => {
    const service = await startAsPrinted(local.stdout(), await installed(...PACKAGES));
    try {
      await service.order('A-1');
      await rows('order A-1 read').waitFor();
      await rows('order A-1 read').click();
      const fold = page.locator('.fold');
      assert.match((await fold.textContent()) ?? '', /trace [0-9a-f]{32}/);
      assert.match((await fold.locator('pre').textContent()) ?? '', /\n {2}"traceId": "[0-9a-f]{32}"/);
      assert.ok(await page.getByRole('button', { name: '/otel/my-service', exact: false }).isVisible());
    } finally {
      service.process.kill('SIGTERM');
    }
  });

  it('never reads the text of an event as HTML', async () => {
    await createStreams(client, '/test', ['a', 'b']);
    const attack = '<script>window.hacked = 1</script><img src=x onerror="window.hacked = 2">';
    await put(
      'a',
      attack,
      messageOf({ body: attack, severityText: attack, traceId: `"><b>${TRACE_ID}` }),
      `{"${attack}`,
    );
    await until(async () => (await rows('<script>window.hacked = 1</script><img').count()) === 3);
    for (const row of await rows('hacked').all()) await row.click();
    assert.equal(await page.locator('#events img, #events script, #events b').count(), 0);
    assert.equal(await page.evaluate('window.hacked'), undefined);
  });

  it('filters by text, and follows one trace over all streams', async () => {
    const inTrace = { traceId: TRACE_ID };
    await put(
      'a',
      messageOf({ body: 'first step', traceId: TRACE_ID.toUpperCase() }),
      messageOf({ body: 'something else' }),
    );
    await put('b', messageOf({ body: 'second step', severityText: 'ERROR', severityNumber: 17, ...inTrace }));
    await rows('second step').waitFor();

    await page.keyboard.press('/');
    await page.keyboard.type('second st');
    await until(async () => (await page.locator('.row').count()) === 1);
    await page.keyboard.press('Escape');

    await page.getByRole('button', { name: /^b/ }).click();
    await rows('first step').waitFor({ state: 'detached' });
    await rows('second step').focus();
    await page.keyboard.press('t');
    await rows('first step').waitFor();
    assert.equal(await page.locator('.row').count(), 2);
    await page.getByRole('button', { name: 'All streams' }).click();
  });

  it('is used by the keyboard alone', async () => {
    const last = page.locator('.row').last();
    await last.focus();
    await page.keyboard.press('ArrowUp');
    const focused = page.locator('.row:focus');
    assert.notEqual(await focused.getAttribute('data-id'), await last.getAttribute('data-id'));
    await page.keyboard.press('ArrowRight');
    assert.equal(await focused.getAttribute('aria-expanded'), 'true');
    await page.keyboard.press('ArrowLeft');
    assert.equal(await focused.getAttribute('aria-expanded'), 'false');
    await page.keyboard.press('Home');
    await page.keyboard.press('Enter');
    assert.equal(await page.locator('.row').first().getAttribute('aria-expanded'), 'true');
    await page.keyboard.press('Enter');
    // One stop for the tab key, however many rows there are.
    assert.equal(await page.locator('.row[tabindex="0"]').count(), 1);
  });

  it('shows in red what broke a rule and what was rejected', async () => {
    const logEvents = [
      { timestamp: Date.now(), message: 'later' },
      { timestamp: Date.now() - 1_000, message: 'earlier' },
    ];
    const input = { logGroupName: '/test', logStreamName: 'a' };
    await assert.rejects(client.send(new PutLogEventsCommand({ ...input, logEvents })));
    const old = [{ timestamp: Date.now() - 15 * 86_400_000, message: 'of last month' }];
    await client.send(new PutLogEventsCommand({ ...input, logEvents: old }));
    const problems = page.locator('.problem');
    await until(async () => (await problems.count()) === 2);
    assert.match((await problems.first().textContent()) ?? '', /batch order.*chronological/);
    assert.match(
      (await problems.last().textContent()) ?? '',
      /too old.*more than 14 days old: of last month/,
    );
    // Nanoseconds, of which no date can be made.
    const far = [{ timestamp: Date.now() * 1e6, message: 'far ahead' }];
    await client.send(new PutLogEventsCommand({ ...input, logEvents: far }));
    await rows('far ahead').click();
    await page.getByText(`time ${far[0]!.timestamp}`).waitFor();
    await page.getByRole('button', { name: 'Problems' }).click();
    assert.equal(await page.locator('.row').count(), 3);
    assert.equal(await page.locator('#problems').textContent(), '3');
  });

  it('counts groups and streams, and plots events by severity', async () => {
    const total = Number(await page.locator('#total').textContent());
    await put('b', ...Array.from({ length: 100 }, (_, index) => messageOf({ body: `item ${index}` })));
    await until(async () => Number(await page.locator('#total').textContent()) === total + 100);
    assert.match((await page.getByRole('button', { name: /^b/ }).textContent()) ?? '', /^b10[0-9]/);
    assert.match((await page.locator('#plot .is-info').getAttribute('d')) ?? '', /^M/);
    assert.match((await page.locator('#plot .is-error').getAttribute('d')) ?? '', /^M/);
  });

  it('stands still when it is paused, and says what it has missed', async () => {
    await page.keyboard.press('p');
    await put('a', messageOf({ body: 'while it stood still' }));
    await page.getByRole('button', { name: 'Go on (1 new)' }).click();
    await rows('while it stood still').waitFor();
  });

  it('keeps a bounded number of rows under a flood', async () => {
    const total = Number(await page.locator('#total').textContent());
    for (let call = 0; call < 5; call++) {
      await put(
        'b',
        ...Array.from({ length: 1_000 }, (_, index) => messageOf({ body: `flood ${call} ${index}` })),
      );
    }
    const shown = (total + 5_000).toLocaleString('en-US');
    await page.locator('#total').filter({ hasText: shown }).waitFor();
    await rows('flood 4 999').waitFor();
    assert.equal(await page.locator('.row').count(), 500);
  });

  it('is dark and light', async () => {
    const ground = (): Promise<string> => page.evaluate('getComputedStyle(document.body).backgroundColor');
    const dark = await ground();
    await page.emulateMedia({ colorScheme: 'light' });
    assert.notEqual(await ground(), dark);
  });
});

interface Service {
  readonly process: ChildProcess;
  order(id: string): Promise<void>;
}

/** The exports and the flag as they were printed, and the service in place of app.js. */
async function startAsPrinted(printed: string, cwd: string): Promise<Service> {
  cpSync('test/page/apps/express.mjs', join(cwd, 'app.mjs'));
  const assignments = [...printed.matchAll(/^export (.+)$/gm)].flatMap(([, line = '']) => line.split(' '));
  const env = Object.fromEntries(
    assignments.map((text) => [text.split('=')[0], text.slice(text.indexOf('=') + 1)]),
  );
  const [, flags = ''] = /^node (.+) app\.js$/m.exec(printed) ?? [];
  const child = spawn(process.execPath, [...flags.split(' '), 'app.mjs'], {
    cwd,
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    timeout: PROCESS_MILLIS,
    killSignal: 'SIGKILL',
  });
  const [{ port }] = await once(child, 'message');
  return {
    process: child,
    async order(id) {
      assert.equal((await fetch(`http://127.0.0.1:${port}/orders/${id}`)).status, 200);
    },
  };
}
