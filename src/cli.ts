#!/usr/bin/env node
// The command line: `npx opentelemetry-exporter-cloudwatch-logs <command>`.
import { runCommandLine } from './cli/run-command-line.js';
import { createTerminal } from './cli/command/terminal.js';

// The reader of the output may stop reading: `query | head`.
for (const output of [process.stdout, process.stderr]) output.on('error', () => process.exit());

// The AWS SDK warns about Node 20. The warning is true, but not about these commands.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

process.exitCode = await runCommandLine(process.argv.slice(2), {
  terminal: createTerminal(process.stdout, process.stderr, process.env),
  env: process.env,
});
