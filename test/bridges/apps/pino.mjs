import pino from 'pino';
import logEverything from './pino-cases.cjs';

logEverything(pino);
