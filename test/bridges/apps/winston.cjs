require('./winston-cases.cjs')(require('winston'));
