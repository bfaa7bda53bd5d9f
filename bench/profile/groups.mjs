/** @typedef {{ functionName: string, url: string, lineNumber: number, columnNumber: number }} CallFrame */

/**
 * @typedef {object} Group
 * @property {string} name
 * @property {RegExp} source the files whose own time it counts
 * @property {RegExp} [functions] only these functions of them
 */

/** The first group that matches counts. @type {readonly Group[]} */
const GROUPS = [
  { name: 'search for characters to escape', source: /^src\/encode\//, functions: /^endOfRun$/ },
  { name: 'encode', source: /^src\/encode\// },
  { name: 'deliver: joining bodies, requests, answers', source: /^src\/deliver\// },
  { name: 'ingest, route, outbox, dispatch, telemetry', source: /^src\// },
  { name: 'hash, main thread', source: /^node:(internal\/)?crypto/ },
  { name: 'gzip, main thread', source: /^node:zlib/ },
  {
    name: 'HTTP and writing to the socket',
    source: /^node:(net|http|_http|internal\/(streams?|net|http|url)|dns|events)/,
  },
  { name: 'AWS SDK', source: /\/node_modules\/@(aws-sdk|aws|smithy)\// },
  { name: 'OpenTelemetry', source: /\/node_modules\/@opentelemetry\// },
  { name: 'winston-cloudwatch', source: /\/node_modules\/(winston|lodash\.|async\/)/ },
  { name: 'JSON.stringify of naive and winston, byteLength', source: /\/bench\/subjects\/(naive|winston)/ },
  { name: 'bench driver', source: /\/bench\// },
];

export const GARBAGE_COLLECTOR = 'garbage collector';
export const NODE = 'Node and what has no JavaScript on the stack';
export const OTHER_THREADS = 'other threads: gzip, larger hashes, V8';

/** All names, in the order of the table. */
export const GROUP_NAMES = [...GROUPS.map(({ name }) => name), GARBAGE_COLLECTOR, NODE, OTHER_THREADS];

/** Not part of the measured work: waiting, and the start and end of the profiler. */
const NOT_WORK = /^(node:inspector|\(idle\)|\(root\))/;

/** Native code and the functions of Buffer count for their caller. */
const FOR_ITS_CALLER = /^(node:buffer|node:internal\/buffer)?$/;

/**
 * The group that the own time of a frame counts for.
 *
 * @param {string} source
 * @param {string} functionName
 * @param {string | undefined} group that of the caller
 * @returns {string | undefined} undefined for a frame that is no work
 */
export function groupOf(source, functionName, group) {
  if (source === '' && functionName === '(garbage collector)') return GARBAGE_COLLECTOR;
  if (NOT_WORK.test(source || functionName)) return undefined;
  if (FOR_ITS_CALLER.test(source)) return group;
  const found = GROUPS.find((one) => one.source.test(source) && (one.functions?.test(functionName) ?? true));
  return found?.name ?? NODE;
}
