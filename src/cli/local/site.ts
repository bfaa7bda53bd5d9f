import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { FoundEvent, Inside } from '../../local-server/open.js';
import { entryOfEvent, type Entry } from './entries.js';
import type { Feed } from './feed.js';
import { PAGE_FILES } from './page-files.js';
import type { Second } from './seconds.js';
import { setupOf } from './setup.js';

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
};

/** Only the page's own files run or load, and no other page can embed this one or read from it. */
const SECURITY: OutgoingHttpHeaders = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
};

/** Bytes that may wait for a browser that reads slowly. Beyond it, the browser gets a new snapshot later. */
const MAX_WAITING_BYTES = 4 * 1024 * 1024;

/** Events of what was chosen in one answer. */
const MAX_CHOSEN = 1_000;
const MAX_CHOSEN_CHARS = 4 * 1024 * 1024;

/** Answers requests of the browser: the page, its files, the feed, and the chosen group or stream. */
export function createSite(
  feed: Feed,
  { newest, clientConfig }: Inside,
): (request: IncomingMessage, response: ServerResponse) => boolean {
  return (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return false;
    const [path = '', query = ''] = (request.url ?? '/').split('?', 2);
    const isFromPage = request.method === 'GET' && isOwnPage(request);
    if (path === '/feed' && isFromPage) follow(feed, response);
    else if (path === '/chosen' && isFromPage) sendJson(chosen(new URLSearchParams(query)), response);
    else if (path === '/setup' && isFromPage) sendJson(setupOf(clientConfig()), response);
    else sendFile(path === '/' ? 'index.html' : path.slice(1), response);
    return true;
  };

  /** The events of a group or a stream after the last one that the page has, and its plot. */
  function chosen(query: URLSearchParams): Chosen {
    const choice = {
      logGroupName: query.get('group') ?? '',
      ...(query.has('stream') && { logStreamName: query.get('stream') ?? '' }),
    };
    const after = Number(query.get('after')) || 0;
    const found = newest(choice, after, MAX_CHOSEN);
    const last = found.reduce((most, { event }) => Math.max(most, event.sequence), after);
    const entries = found.map(numbered);
    return { entries: newestWithin(entries, MAX_CHOSEN_CHARS), last, seconds: feed.secondsOf(choice) };
  }
}

/** What is new in a group or a stream. */
export interface Chosen {
  readonly entries: readonly Entry[];
  /** Where the next request continues. */
  readonly last: number;
  readonly seconds: readonly Second[];
}

/** By arrival at the server, whose numbers differ from those of the feed. */
function numbered({ names, event }: FoundEvent): Entry {
  return { id: event.sequence, ...entryOfEvent(names, event) };
}

function newestWithin(entries: readonly Entry[], chars: number): readonly Entry[] {
  let room = chars;
  const from = entries.findLastIndex(({ message }) => (room -= message.length) < 0);
  return entries.slice(from + 1);
}

/** Browsers say which page sends a request. Another site gets nothing, not even a connection that stays open. */
function isOwnPage({ headers }: IncomingMessage): boolean {
  const site = headers['sec-fetch-site'];
  return site === undefined || site === 'same-origin' || site === 'none';
}

function sendJson(value: object, response: ServerResponse): void {
  response.writeHead(200, { ...SECURITY, 'Content-Type': 'application/json' }).end(JSON.stringify(value));
}

function sendFile(name: string, response: ServerResponse): void {
  const text = Object.hasOwn(PAGE_FILES, name) ? PAGE_FILES[name] : undefined;
  const type = TYPES[name.slice(name.lastIndexOf('.') + 1)];
  if (text === undefined || type === undefined) {
    response.writeHead(404, { ...SECURITY, 'Content-Type': 'text/plain' }).end('Nothing is here.\n');
    return;
  }
  response.writeHead(200, { ...SECURITY, 'Content-Type': type }).end(text);
}

/** Server-sent events: the whole state, then each change. */
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
