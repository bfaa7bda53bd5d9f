// Answers one request of its own, logs through winston and pino, reports it, and runs until it is asked to end.
const { createServer, get } = require('node:http');
const { pino } = require('pino');
const winston = require('winston');

const ofWinston = winston.createLogger({});
const ofPino = pino({}, { write() {} });
const server = createServer((_, response) => {
  ofWinston.info('asked');
  ofPino.info('asked');
  response.end();
});
server.listen(0, '127.0.0.1', () => {
  const { port } = JSON.parse(JSON.stringify(server.address()));
  get({ host: '127.0.0.1', port }, (response) => {
    response.resume().once('end', () => process.send?.('ready'));
  });
});
