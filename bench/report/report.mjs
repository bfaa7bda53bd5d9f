/** @import { Measurement, Workload } from '../types.js' */
import { workloadTable } from './workload-table.mjs';
/**
 * @param {readonly Workload[]} workloads
 * @param {readonly Measurement[]} measured
 */
export function renderReport(workloads, measured) {
  return workloads.map((w) => workloadTable(w, measured)).join('\n');
}
