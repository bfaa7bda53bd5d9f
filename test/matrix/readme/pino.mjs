// A service without OpenTelemetry: express and pino, in ES modules.
import express from 'express';
import pino from 'pino';

const logger = pino({}, { write() {} });
const app = express();
app.get('/orders/:id', (req, res) => {
  logger.info({ id: req.params.id }, 'order asked for');
  res.json({ id: req.params.id });
});
const server = app.listen(0, () => process.send?.(server.address()));
