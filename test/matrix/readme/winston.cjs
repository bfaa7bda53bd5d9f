// A service without OpenTelemetry: express and winston, in CommonJS.
const express = require('express');
const winston = require('winston');

const logger = winston.createLogger({ transports: [new winston.transports.Console({ silent: true })] });
const app = express();
app.get('/orders/:id', (req, res) => {
  logger.info('order asked for', { id: req.params.id });
  res.json({ id: req.params.id });
});
const server = app.listen(0, () => process.send?.(server.address()));
