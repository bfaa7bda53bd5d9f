import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Feed } from './feed.js';
import { PAGE_FILES } from './page-files.js';

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
};

/** Nothing but the page's own files runs or is loaded, and no other page can hold this one or read from it. */
const SECURITY: OutgoingHttpHeaders = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
};

/** What may wait for a browser that reads slowly, in bytes; then it gets everything anew when it has caught up. */
const MAX_WAITING_BYTES = 4 * 1024 * 1024;

/** Answers what a browser asks for: the page, its files, and the feed that it follows. */
export function createSite(feed: Feed): (request: IncomingMessage, response: ServerResponse) => boolean {
  return (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return false;
    const path = (request.url ?? '/').replace(/[?#].*$/, '');
    if (path === '/feed' && request.method === 'GET' && isOwnPage(request)) follow(feed, response);
    else sendFile(path === '/' ? 'index.html' : path.slice(1), response);
    return true;
  };
}

/** Browsers say which page asks; another site gets nothing, not even a connection that stays open. */
function isOwnPage({ headers }: IncomingMessage): boolean {
  const site = headers['sec-fetch-site'];
  return site === undefined || site === 'same-origin' || site === 'none';
}

function sendFile(name: string, response: ServerResponse): void {
  const text = Object.hasOwn(PAGE_FILES, name) ? PAGE_FILES[name] : undefined;
  const type = TYPES[name.slice(name.lastIndexOf('.') + 1)];
  if (text === undefined || type === undefined) {
    response.writeHead(404, { ...SECURITY, 'Content-Type': 'text/plain' }).end('There is nothing here.\n');
    return;
  }
  response.writeHead(200, { ...SECURITY, 'Content-Type': type }).end(text);
}

/** Server-sent events: all there is, then what changes. */
function follow(feed: Feed, response: ServerResponse): void {
  let isBehind = false;
  const send = (update: unknown): void => {
    response.write(`data: ${JSON.stringify(update)}\n\n`);
  };
  response.writeHead(200, { ...SECURITY, 'Content-Type': 'text/event-stream' });
  send(feed.snapshot());
  const end = feed.subscribe((update) => {
    if (isBehind) return;
    isBehind = response.writableLength > MAX_WAITING_BYTES;
    if (!isBehind) send(update);
  });
  response.on('drain', () => {
    if (isBehind) send(feed.snapshot());
    isBehind = false;
  });
  response.once('close', end);
}
