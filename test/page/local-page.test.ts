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

/** The path of the browser, from the script that runs this. */
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

  it('shows how to begin, with the settings of the terminal to copy', async () => {
    const setup = page.locator('#setup');
    await setup.filter({ hasText: 'register app.js' }).waitFor();
    const lines = (await setup.textContent()) ?? '';
    assert.match(lines, new RegExp(`^export AWS_ENDPOINT_URL_CLOUDWATCH_LOGS=${url}\\n`));
    assert.ok(local.stdout().includes(`\n${lines}\n`));
    assert.ok(local.stdout().includes((await page.locator('#setup-note').textContent()) ?? '?'));
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: 'Copy' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    assert.equal(await page.evaluate('navigator.clipboard.readText()'), lines);
    await fitsEverywhere(page);
  });

  it('shows the events of an express service with winston, started with the settings that local printed', async () => {
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

  it('never interprets the text of an event as HTML', async () => {
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

  it('shows the exception on the row, and the lines of its stack', async () => {
    const stacktrace =
      'Error: no funds\\n\n    at charge (/app/pay.js:7:3)\n    at order (/app/order.js:9:1)';
    const exception = { 'exception.type': 'CardDeclined', 'exception.message': 'no funds' };
    await put(
      'a',
      messageOf({ body: 'payment failed', attributes: { ...exception, 'exception.stacktrace': stacktrace } }),
    );
    const row = rows('payment failed');
    await row.waitFor();
    assert.equal(await row.locator('.exception').textContent(), 'CardDeclined: no funds');
    await row.click();
    const shown = (await page.locator('.fold pre').last().textContent()) ?? '';
    assert.match(shown, /no funds\\\\n\n {4}at charge \(\/app\/pay\.js:7:3\)\n {4}at order/);
    await row.click();
  });

  it('shows a deeply nested event without excessive white space', async () => {
    const deep = `{"body":"deep","nested":${'['.repeat(20_000)}${']'.repeat(20_000)}}`;
    await put('a', deep);
    await rows('deep').click();
    const { length } = (await page.locator('.fold pre').last().textContent()) ?? '';
    assert.ok(length > 40_000 && length < 10_000_000, `${length}`);
    await rows('deep').click();
  });

  it('can be used with the keyboard alone', async () => {
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
    // One tab stop, however many rows there are.
    assert.equal(await page.locator('.row[tabindex="0"]').count(), 1);
  });

  it('shows broken rules and rejected events in red', async () => {
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
    // Nanoseconds, which a Date cannot represent.
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

  it('freezes when it is paused, and shows how many events it has missed', async () => {
    await page.keyboard.press('p');
    await put('a', messageOf({ body: 'while it stood still' }));
    await page.getByRole('button', { name: 'Go on (1 new)' }).click();
    await rows('while it stood still').waitFor();
  });

  it('keeps a bounded number of rows when very many events arrive', async () => {
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

  it('shows the events of a stream, and its plot, although newer events of others pushed them out', async () => {
    await createStreams(client, '/quiet', ['small']);
    const logEvents = [
      { timestamp: Date.now(), message: messageOf({ body: 'long ago', traceId: TRACE_ID }) },
    ];
    const quiet = { logGroupName: '/quiet', logStreamName: 'small' };
    await client.send(new PutLogEventsCommand({ ...quiet, logEvents }));
    for (let call = 0; call < 3; call++) {
      await put(
        'b',
        ...Array.from({ length: 2_000 }, (_, index) => messageOf({ body: `noise ${call} ${index}` })),
      );
    }
    await rows('noise 2 1999').waitFor();
    await page.reload();
    await rows('noise 2 1999').waitFor();
    await page.locator('#text').fill('long ago');
    await until(async () => (await page.locator('.row').count()) === 0);
    await page.keyboard.press('Escape');

    const peak = page.locator('#peak');
    await page.getByRole('button', { name: /^small/ }).click();
    await rows('long ago').waitFor();
    await peak.filter({ hasText: 'peak 1 a second' }).waitFor();
    assert.equal(await page.locator('#plotted').textContent(), 'small');
    assert.equal(await page.locator('#shown').textContent(), 'the newest 1 of what is chosen');

    const later = [{ timestamp: Date.now(), message: messageOf({ body: 'of late' }) }];
    await put('b', messageOf({ body: 'more noise' }));
    await client.send(new PutLogEventsCommand({ ...quiet, logEvents: later }));
    await rows('of late').waitFor();
    const old = [{ timestamp: Date.now() - 15 * 86_400_000, message: 'refused here' }];
    await client.send(new PutLogEventsCommand({ ...quiet, logEvents: old }));
    await rows('refused here').waitFor();
    assert.equal(await page.locator('.row').count(), 3);

    await page.getByRole('button', { name: /^\/quiet/ }).click();
    await until(async () => (await page.locator('.row').count()) === 3);
    await page.getByRole('button', { name: 'All streams' }).click();
    await rows('more noise').waitFor();
    assert.equal(await page.locator('#plotted').textContent(), 'all streams');
    assert.match((await page.locator('#shown').textContent()) ?? '', /kept here$/);
    const [, ofAll = ''] = /^peak ([\d,]+) a second$/.exec((await peak.textContent()) ?? '') ?? [];
    assert.ok(Number(ofAll.replace(',', '')) >= 2_000, ofAll);
  });

  it('lists the newest group first, and finds groups and streams by part of their names', async () => {
    const names = (): Promise<string[]> => page.locator('nav button:visible .name').allTextContents();
    await createStreams(client, '/newest', ['x-1', 'x-2']);
    for (const logStreamName of ['x-1', 'x-2']) {
      const logEvents = [{ timestamp: Date.now(), message: 'hello' }];
      await client.send(new PutLogEventsCommand({ logGroupName: '/newest', logStreamName, logEvents }));
    }
    await page.locator('nav').getByText('x-2').waitFor();
    assert.deepEqual((await names()).slice(0, 4), ['All streams', '/newest', 'x-2', 'x-1']);
    await page.locator('#find').fill('SMALL');
    assert.deepEqual(await names(), ['All streams', '/quiet', 'small']);
    await page.locator('#find').fill('/newest');
    assert.deepEqual(await names(), ['All streams', '/newest', 'x-2', 'x-1']);
    await page.locator('#find').fill('');
    assert.ok((await names()).length > 6);
  });

  it('fits on screens of 1280 and 390 pixels, dark and light', async () => {
    await put('a', messageOf({ body: `long ${'word '.repeat(80)}${'x'.repeat(300)}`, traceId: TRACE_ID }));
    await rows('long word').click();
    await fitsEverywhere(page);
  });

  it('has a dark and a light theme', async () => {
    const ground = (): Promise<string> => page.evaluate('getComputedStyle(document.body).backgroundColor');
    await page.emulateMedia({ colorScheme: 'dark' });
    const dark = await ground();
    await page.emulateMedia({ colorScheme: 'light' });
    assert.notEqual(await ground(), dark);
  });
});

async function fitsEverywhere(page: Page): Promise<void> {
  for (const viewport of [
    { width: 390, height: 844 },
    { width: 1280, height: 760 },
  ]) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await fits(page);
    }
  }
}

/** No visible element is beyond the sides, or behind something that scrolls sideways. */
async function fits(page: Page): Promise<void> {
  const beyond: string[] = await page.evaluate(`(() => {
    const name = (element) => element.tagName + '#' + element.id + '.' + element.className;
    const isVisible = (element) => element.checkVisibility() && !element.closest('.skip, svg');
    const seen = [...document.querySelectorAll('body *')].filter(isVisible);
    const outside = seen.filter((element) => {
      const { left, right, width } = element.getBoundingClientRect();
      // What is cut with an ellipsis is inside of the element that cuts it.
      const cutter = element.closest('.row > *, nav .name');
      return width > 0 && (cutter === null || cutter === element) && (left < -0.5 || right > innerWidth + 0.5);
    });
    const scrolls = [document.scrollingElement, ...seen].filter(
      (element) =>
        element.scrollWidth > element.clientWidth + 1 && ['auto', 'scroll'].includes(getComputedStyle(element).overflowX),
    );
    const page = document.scrollingElement.scrollWidth > innerWidth ? ['the page'] : [];
    return [...page, ...outside.map(name), ...scrolls.map(name)];
  })()`);
  assert.deepEqual(beyond, []);
}

interface Service {
  readonly process: ChildProcess;
  order(id: string): Promise<void>;
}

/** The exports and the flag as they were printed, with the service in place of app.js. */
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
