require('./pino-cases.cjs')(require('pino'));
