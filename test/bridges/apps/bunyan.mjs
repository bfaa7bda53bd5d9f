import bunyan from 'bunyan';
import logEverything from './bunyan-cases.cjs';

logEverything(bunyan);
