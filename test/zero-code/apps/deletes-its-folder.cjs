// Deletes the working folder of the process, as a deployment can.
const { mkdtempSync, rmdirSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

const folder = mkdtempSync(join(tmpdir(), 'deleted-'));
process.chdir(folder);
rmdirSync(folder);
