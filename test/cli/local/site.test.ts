import assert from 'node:assert/strict';
import { request } from 'node:http';
import { createFeed } from '../../../src/cli/local/feed.js';
import { createSite } from '../../../src/cli/local/site.js';
import type { LocalServer } from '../../../src/local-server/index.js';
import { openLocalServer } from '../../../src/local-server/open.js';
import { createFakeClock } from '../../helpers/fake-clock.js';
import { rawCall } from '../../local-server/helpers.js';

describe('The site of the local server', () => {
  let server: LocalServer;
  const feed = createFeed(createFakeClock());
  before(async () => {
    server = await openLocalServer({}, { observer: feed, site: createSite(feed) });
  });
  after(() => server.close());

  /** What a browser would send, and fetch would not let us. */
  function get(
    path: string,
    headers: Record<string, string> = {},
  ): Promise<{ status: number; text: string }> {
    return new Promise((resolve, reject) => {
      request(`${server.url}${path}`, { headers }, (response) => {
        response.setEncoding('utf8').once('data', (text: string) => {
          resolve({ status: response.statusCode ?? 0, text });
          response.destroy();
        });
      })
        .once('error', reject)
        .end();
    });
  }

  it('gives the page and its files, which nothing else can hold or run in', async () => {
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

  it('has nothing else to give', async () => {
    for (const path of ['/favicon.ico', '/../package.json', '/constructor', '/page.js/x']) {
      assert.equal((await get(path)).status, 404, path);
    }
    assert.deepEqual(server.violations, []);
  });

  it('begins the feed with all there is', async () => {
    feed.stored({ logGroupName: '/g', logStreamName: 's' }, [{ timestamp: 1, message: 'hello\n\ndata: x' }]);
    const { status, text } = await get('/feed');
    assert.equal(status, 200);
    assert.match(text, /^data: \{"type":"snapshot".*\}\n\n$/);
    assert.equal(JSON.parse(text.slice(6)).entries[0].message, 'hello\n\ndata: x');
  });

  it('gives nothing to another site, and nothing under a foreign name', async () => {
    assert.equal((await get('/feed', { 'sec-fetch-site': 'cross-site' })).status, 404);
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
