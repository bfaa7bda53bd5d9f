import assert from 'node:assert/strict';
import { request } from 'node:http';
import { CloudWatchLogsClient, PutLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { createFeed } from '../../../src/cli/local/feed.js';
import { setupOf } from '../../../src/cli/local/setup.js';
import { createSite, type Chosen } from '../../../src/cli/local/site.js';
import type { LocalServer } from '../../../src/local-server/index.js';
import { openLocalServer } from '../../../src/local-server/open.js';
import { createFakeClock } from '../../helpers/fake-clock.js';
import { rawCall } from '../../local-server/helpers.js';
import { createStreams } from '../../page/helpers.js';

function texts({ entries }: Chosen): string[] {
  return entries.map(({ text }) => text);
}

describe('site', () => {
  let server: LocalServer;
  const feed = createFeed(createFakeClock());
  before(async () => {
    server = await openLocalServer({}, { observer: feed, site: (inside) => createSite(feed, inside) });
  });
  after(() => server.close());

  /** A request of a browser, with headers that fetch does not allow. */
  function get(
    path: string,
    headers: Record<string, string> = {},
  ): Promise<{ status: number; text: string }> {
    return new Promise((resolve, reject) => {
      request(`${server.url}${path}`, { headers }, (response) => {
        let text = '';
        const done = (): void => resolve({ status: response.statusCode ?? 0, text });
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
          // The feed never ends.
          if (!text.startsWith('data: ') || !text.endsWith('\n\n')) return;
          done();
          response.destroy();
        });
        response.once('end', done);
      })
        .once('error', reject)
        .end();
    });
  }

  it('serves the page and its files, with headers that forbid framing and other scripts', async () => {
    const response = await fetch(server.url);
    const html = await response.text();
    assert.match(
      response.headers.get('content-security-policy') ?? '',
      /default-src 'none'; script-src 'self'/,
    );
    assert.match(response.headers.get('content-security-policy') ?? '', /frame-ancestors 'none'/);
    assert.equal(response.headers.get('access-control-allow-origin'), null);
    const files = [...html.matchAll(/(?:href|src)="([\w.]+)"/g)].map(([, file]) => file);
    assert.deepEqual(files, ['page.css', 'page.js']);
    for (const file of files) assert.equal((await fetch(`${server.url}/${file}`)).status, 200);
    assert.doesNotMatch(html, /<script>|\son\w+=|style=/);
  });

  it('serves nothing else', async () => {
    for (const path of ['/favicon.ico', '/../package.json', '/constructor', '/page.js/x']) {
      assert.equal((await get(path)).status, 404, path);
    }
    assert.deepEqual(server.violations, []);
  });

  it('starts the feed with the whole state', async () => {
    feed.stored({ logGroupName: '/g', logStreamName: 's' }, [{ timestamp: 1, message: 'hello\n\ndata: x' }]);
    const { status, text } = await get('/feed');
    assert.equal(status, 200);
    assert.match(text, /^data: \{"type":"snapshot".*\}\n\n$/);
    assert.equal(JSON.parse(text.slice(6)).entries[0].message, 'hello\n\ndata: x');
  });

  async function chosen(query: string): Promise<Chosen> {
    return JSON.parse((await get(`/chosen?${query}`)).text);
  }

  it('serves the newest events of a stream or a group, and then the later ones', async () => {
    const client = new CloudWatchLogsClient(server.clientConfig);
    await createStreams(client, '/a', ['s', 't & u']);
    const put = async (logStreamName: string, ...messages: string[]): Promise<void> => {
      const logEvents = messages.map((message) => ({ timestamp: Date.now(), message }));
      await client.send(new PutLogEventsCommand({ logGroupName: '/a', logStreamName, logEvents }));
    };
    await put('s', 'first');
    await put('t & u', ...Array.from({ length: 3_000 }, (_, index) => `other ${index}`));
    const first = await chosen('group=/a&stream=s');
    assert.deepEqual(texts(first), ['first']);
    assert.equal((await chosen('group=/a')).entries.length, 1_000);
    assert.equal((await chosen(`group=/a&stream=${encodeURIComponent('t & u')}`)).entries.length, 1_000);
    await put('s', 'second');
    const second = await chosen(`group=/a&stream=s&after=${first.last}`);
    assert.deepEqual(texts(second), ['second']);
    assert.deepEqual(texts(await chosen(`group=/a&stream=s&after=${second.last}`)), []);
    assert.deepEqual(texts(await chosen('group=/none')), []);
    client.destroy();
  });

  it('serves at most some megabytes of large events, the newest', async () => {
    const client = new CloudWatchLogsClient(server.clientConfig);
    await createStreams(client, '/large', ['s']);
    for (let call = 0; call < 8; call++) {
      const logEvents = Array.from({ length: 16 }, (_, index) => ({
        timestamp: Date.now(),
        message: `${call} ${index} ${'x'.repeat(64_000)}`,
      }));
      await client.send(new PutLogEventsCommand({ logGroupName: '/large', logStreamName: 's', logEvents }));
    }
    client.destroy();
    const response = await fetch(new URL('/chosen?group=/large', server.url));
    const { entries }: Chosen = JSON.parse(await response.text());
    assert.equal(entries.length, 65);
    assert.match(entries.at(-1)?.message ?? '', /^7 15 x/);
  });

  it('serves the settings that point an application to the server', async () => {
    const { text } = await get('/setup');
    assert.deepEqual(JSON.parse(text), setupOf(server.clientConfig));
  });

  it('serves nothing to another site, and nothing under a foreign host name', async () => {
    for (const path of ['/feed', '/chosen?group=/a', '/setup']) {
      assert.equal((await get(path, { 'sec-fetch-site': 'cross-site' })).status, 404);
      assert.equal((await get(path, { origin: 'http://evil.example' })).status, 403);
    }
    assert.equal((await get('/feed', { 'sec-fetch-site': 'same-origin' })).status, 200);
    assert.equal((await fetch(new URL('/feed', server.url), { method: 'HEAD' })).status, 404);
    assert.equal((await get('/', { host: 'evil.example' })).status, 403);
    assert.equal((await get('/feed', { host: 'evil.example:4588' })).status, 403);
  });

  it('leaves calls of the service to the service', async () => {
    const { status } = await rawCall(server, 'DescribeLogGroups', '{}');
    assert.equal(status, 200);
  });
});
