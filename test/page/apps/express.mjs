// A service with express and winston, and without OpenTelemetry.
import express from 'express';
import winston from 'winston';

const logger = winston.createLogger({ level: 'info' });
const app = express();
app.get('/orders/:id', (req, res) => {
  logger.info(`order ${req.params.id} read`, { order: { id: req.params.id } });
  res.json({ id: req.params.id });
});
const server = app.listen(0, () => {
  process.send?.(server.address());
});
