/** @import { IncomingMessage, ServerResponse } from 'node:http' */
/** @import { Socket } from 'node:net' */
/** @import { SinkReport } from '../types.js' */
import { createServer } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { countEvents } from './count-events.mjs';

/** The answers that clients need, by the action of the request. */
const ANSWERS = {
  PutLogEvents: '{"nextSequenceToken":"1"}',
  DescribeLogStreams: '{"logStreams":[{"logStreamName":"bench"}]}',
};

/**
 * Accepts every request, and counts the events. Compressed bodies are kept and counted for the report, so that
 * unpacking takes no CPU from the measured process.
 *
 * @param {{ latencyMillis: number, parses: boolean }} settings
 */
export async function openSink({ latencyMillis, parses }) {
  /** @type {{ body: Buffer, contentType: string }[]} */
  let packed = [];
  /** @type {Map<Socket, number>} bytes of each connection that were counted before */
  const connections = new Map();
  let closedBytes = 0;
  let requests = 0;
  let events = 0;
  let messageBytes = 0;
  let largestBody = 0;

  /**
   * @param {Buffer} body
   * @param {string} contentType
   */
  function count(body, contentType) {
    events += countEvents(body, contentType);
    largestBody = Math.max(largestBody, body.length);
    if (parses && contentType.includes('amz-json')) messageBytes += parse(body);
  }

  const server = createServer((request, response) => {
    /** @type {Buffer[]} */
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      requests++;
      if (isForEvents(request)) {
        const body = Buffer.concat(chunks);
        const contentType = request.headers['content-type'] ?? '';
        if (request.headers['content-encoding'] === 'gzip') packed.push({ body, contentType });
        else count(body, contentType);
      }
      if (latencyMillis > 0) setTimeout(answer, latencyMillis, request, response);
      else answer(request, response);
    });
  });
  server.keepAliveTimeout = 60_000;
  server.on('connection', (socket) => {
    connections.set(socket, 0);
    socket.on('close', () => {
      closedBytes += socket.bytesRead - (connections.get(socket) ?? 0);
      connections.delete(socket);
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The sink has no port.');

  return {
    port: address.port,
    /** Forgets all counts. */
    reset() {
      for (const socket of connections.keys()) connections.set(socket, socket.bytesRead);
      packed = [];
      closedBytes = requests = events = messageBytes = largestBody = 0;
    },
    /**
     * Stops listening, and returns the counts since the reset.
     * @returns {SinkReport}
     */
    close() {
      for (const { body, contentType } of packed) count(gunzipSync(body), contentType);
      packed = [];
      let wireBytes = closedBytes;
      for (const [socket, before] of connections) wireBytes += socket.bytesRead - before;
      server.close();
      server.closeAllConnections();
      return { requests, wireBytes, events, messageBytes, largestBody };
    },
  };
}

/** @param {IncomingMessage} request */
function isForEvents({ headers, url }) {
  return url === '/v1/logs' || headers['x-amz-target'] === 'Logs_20140328.PutLogEvents';
}

/**
 * @param {IncomingMessage} request
 * @param {ServerResponse} response
 */
function answer({ headers, url }, response) {
  const action = String(headers['x-amz-target']).replace('Logs_20140328.', '');
  if (url === '/v1/logs') {
    const contentType = headers['content-type'] ?? '';
    response.setHeader('content-type', contentType);
    response.end(contentType.includes('json') ? '{}' : '');
    return;
  }
  response.setHeader('content-type', 'application/x-amz-json-1.1');
  response.end(ANSWERS[/** @type {keyof typeof ANSWERS} */ (action)] ?? '{}');
}

/** Reads every event as the service would; gives the bytes of the messages. @param {Buffer} body */
function parse(body) {
  /** @type {{ logEvents: { timestamp: number, message: string }[] }} */
  const { logEvents } = JSON.parse(body.toString());
  let bytes = 0;
  for (const { timestamp, message } of logEvents) {
    if (!Number.isInteger(timestamp)) throw new Error('An event has no time.');
    JSON.parse(message);
    bytes += Buffer.byteLength(message);
  }
  return bytes;
}
