// A shop with express and pino: sends itself a good request and one that fails, and ends.
import { once } from 'node:events';
import express from 'express';
import pino from 'pino';

const logger = pino({ level: 'debug' }, { write() {} });
const app = express();

/** CloudWatch Logs has times of whole milliseconds: the next record gets a later one. */
async function nextMillisecond() {
  const now = Date.now();
  while (Date.now() === now) await new Promise((resolve) => void setImmediate(resolve));
}

/** @param {import('express').Request} request @param {import('express').Response} response */
async function answer(request, response) {
  const { id } = request.params;
  const { authorization } = request.headers;
  logger.debug({ id, headers: { Authorization: authorization } }, 'order looked up');
  await nextMillisecond();
  logger.info({ id, customer: { password: 'hunter2' } }, 'order found');
  await nextMillisecond();
  logger.debug({ id, password: 'hunter2' }, 'payment asked for');
  await nextMillisecond();
  if (id === 'bad') logger.error({ id, authorization }, 'payment failed');
  else logger.info({ id, authorization }, 'order paid');
  response.sendStatus(id === 'bad' ? 500 : 200);
  logger.debug({ id }, 'answered');
}

app.get('/orders/:id', (request, response) => void answer(request, response));

const server = app.listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
for (const id of ['good', 'bad']) {
  await fetch(`http://127.0.0.1:${port}/orders/${id}`, {
    headers: { authorization: 'Bearer s3cret' },
  });
}
server.closeAllConnections();
server.close();
