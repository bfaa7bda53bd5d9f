import winston from 'winston';
import logEverything from './winston-cases.cjs';

logEverything(winston);
