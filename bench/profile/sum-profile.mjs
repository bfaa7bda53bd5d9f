import { groupOf, NODE } from './groups.mjs';

/** @typedef {import('./groups.mjs').CallFrame} CallFrame */
/** @typedef {(url: string, line: number, column: number) => string} SourceOf */

/**
 * The part of a V8 CPU profile that is used.
 *
 * @typedef {object} Profile
 * @property {readonly { id: number, callFrame: CallFrame, children?: readonly number[] }[]} nodes
 * @property {readonly number[]} samples ids of nodes
 * @property {readonly number[]} timeDeltas microseconds, one for each sample
 */

/**
 * Microseconds of own time by group.
 *
 * @param {Profile} profile
 * @param {SourceOf} sourceOf
 */
export function sumProfile({ nodes, samples, timeDeltas }, sourceOf) {
  const groups = groupsOfNodes(nodes, sourceOf);
  /** @type {Map<string, number>} */
  const sums = new Map();
  for (const [index, id] of samples.entries()) {
    const group = groups.get(id);
    if (group !== undefined) sums.set(group, (sums.get(group) ?? 0) + (timeDeltas[index] ?? 0));
  }
  return sums;
}

/**
 * @param {Profile['nodes']} nodes
 * @param {SourceOf} sourceOf
 */
function groupsOfNodes(nodes, sourceOf) {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  /** @type {Map<number, string | undefined>} */
  const groups = new Map();
  /** @type {[id: number, callersGroup: string | undefined][]} */
  const open = nodes.slice(0, 1).map(({ id }) => [id, NODE]);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [id, callersGroup] = next;
    const node = byId.get(id);
    if (node === undefined) continue;
    const { functionName, url, lineNumber, columnNumber } = node.callFrame;
    const group = groupOf(sourceOf(url, lineNumber, columnNumber), functionName, callersGroup);
    groups.set(id, group);
    // The root is no work, but native code right below it is.
    for (const child of node.children ?? []) open.push([child, functionName === '(root)' ? NODE : group]);
  }
  return groups;
}
