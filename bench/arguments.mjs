/** @import { Workload } from './types.js' */
import { parseArgs } from 'node:util';
import { WORKLOADS } from './workloads.mjs';

const USAGE = `npm run bench -- [options]
  --rounds <n>    alternated rounds of each workload (5)
  --records <n>   records of one measurement, instead of each workload's own
  --only <names>  workloads, separated by commas: ${WORKLOADS.map(({ name }) => name).join(', ')}
  --subjects <names>  subjects, separated by commas
  --smoke         small counts, every event parsed, nothing written: whether it works, not how fast
  --out <path>    where the report goes (bench/RESULTS.md); what it is made of stands beside it as .json
  --render        writes the report of the last run anew, after an edit of its words`;

/** The arguments of the command line. */
export function readArguments() {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '5' },
      records: { type: 'string' },
      only: { type: 'string' },
      subjects: { type: 'string' },
      smoke: { type: 'boolean', default: false },
      render: { type: 'boolean', default: false },
      out: { type: 'string', default: new URL('RESULTS.md', import.meta.url).pathname },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    process.exit(0);
  }
  const names = values.only?.split(',');
  const unknown = names?.filter((name) => WORKLOADS.every((workload) => workload.name !== name)) ?? [];
  if (unknown.length > 0) throw new Error(`No such workload: ${unknown.join(', ')}\n${USAGE}`);
  const subjects = values.subjects?.split(',');
  return {
    rounds: count('rounds', values.rounds),
    records: values.records === undefined ? undefined : count('records', values.records),
    workloads: WORKLOADS.filter(({ name }) => names?.includes(name) ?? true).map((workload) =>
      withSubjects(workload, subjects),
    ),
    smoke: values.smoke,
    render: values.render,
    out: values.out,
  };
}

/** @param {Workload} workload @param {readonly string[] | undefined} wanted @returns {Workload} */
function withSubjects(workload, wanted) {
  const subjects = workload.subjects.filter((subject) => wanted?.includes(subject) ?? true);
  return { ...workload, subjects };
}

/**
 * @param {string} option
 * @param {string} text
 */
function count(option, text) {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Error(`--${option} takes a whole number from 1 on.`);
  return value;
}
