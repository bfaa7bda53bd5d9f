// Has a logger, logs nothing, and ends by itself.
require('winston').createLogger({});
