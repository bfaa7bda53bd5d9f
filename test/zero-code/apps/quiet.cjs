// Has a logger, logs nothing, and ends.
require('winston').createLogger({});
