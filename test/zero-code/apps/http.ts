// In TypeScript: answers one request of its own, and logs during it.
import { createServer, get } from 'node:http';
import pino from 'pino';

const logger = pino({}, { write() {} });
const server = createServer((_, response) => {
  logger.info('asked');
  response.end();
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  get({ host: '127.0.0.1', port }, (response) => void response.resume().once('end', () => server.close()));
});
