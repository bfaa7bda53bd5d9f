// Measures single parts, without I/O: npm run bench:micro [-- words that the names must contain]
import { run } from 'mitata';
import { benchEncode } from './micro/encode.mjs';
import { benchErrorContext } from './micro/error-context.mjs';
import { loadSource } from './micro/load-source.mjs';
import { benchCutBatch } from './micro/cut-batch.mjs';

const source = await loadSource();
benchEncode(source);
benchErrorContext(source);
benchCutBatch(source);
await run({ filter: new RegExp(process.argv.slice(2).join(' ')) });
