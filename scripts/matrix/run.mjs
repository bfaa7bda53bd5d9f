import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

/** Some package managers give up at the first connection that the registry closes; what a test fails at must be ours. */
const INSTALL_ATTEMPTS = 3;
const INSTALL_PAUSE_MILLIS = 5_000;

/**
 * Runs a command to its end.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv }} options
 * @returns {Promise<import('./queue.mjs').Outcome>}
 */
export function run(command, args, { cwd, env }) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env: { ...process.env, ...env } });
    const output = outputOf(child);
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output: output() }));
  });
}

/**
 * Collects the output of a process; the returned function gives the output so far.
 * @param {import('node:child_process').ChildProcess} child
 */
export function outputOf({ stdout, stderr }) {
  let output = '';
  for (const stream of [stdout, stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
  return () => output;
}

/**
 * The same for a command that has to succeed.
 * @param {Parameters<typeof run>} args
 */
export async function must(...args) {
  const { code, output } = await run(...args);
  if (code !== 0) throw new Error(`${args[0]} ${args[1].join(' ')} ended with ${code}:\n${output}`);
  return output;
}

/**
 * The same for a command that installs packages from a registry: it is repeated if it fails.
 * @param {Parameters<typeof run>} args
 */
export async function mustInstall(...args) {
  for (let attempt = 1; attempt < INSTALL_ATTEMPTS; attempt++) {
    const { code, output } = await run(...args);
    if (code === 0) return output;
    console.log(`${args[0]} ${args[1].join(' ')} ended with ${code}, and is repeated:\n${output}`);
    await sleep(INSTALL_PAUSE_MILLIS);
  }
  return must(...args);
}

/**
 * The result of our own checks, in the form of a command.
 * @param {() => Promise<string>} work resolves with what there is to say
 * @returns {Promise<import('./queue.mjs').Outcome>}
 */
export async function outcomeOf(work) {
  try {
    return { code: 0, output: await work() };
  } catch (error) {
    return { code: 1, output: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
