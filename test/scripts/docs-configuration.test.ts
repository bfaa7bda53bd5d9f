import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { allOptions, withTables } from '../../scripts/docs-configuration.mjs';
import { readEnvironment } from '../../src/options/environment.js';
import {
  BUDGET_RULES,
  ERROR_CONTEXT_RULES,
  LOG_GROUP_RULES,
  OUTBOX_RULES,
  RULES,
} from '../../src/options/rules.js';

const PAGE = readFileSync('docs/configuration.md', 'utf8');
const OPTIONS = allOptions().flatMap(({ options }) => options);

/** The variables that the exporter reads. */
function variablesRead(): string[] {
  const read: string[] = [];
  const env = new Proxy<Record<string, string>>(
    {},
    {
      get(_, name) {
        read.push(String(name));
        return undefined;
      },
    },
  );
  readEnvironment(env, () => undefined);
  return read;
}

function nested(prefix: string, rules: object): string[] {
  return Object.keys(rules).map((name) => `${prefix}.${name}`);
}

describe('docs-configuration', () => {
  it('has the tables that scripts/docs-configuration.mjs writes', () => {
    assert.equal(PAGE, withTables(PAGE));
  });

  it('has every option that is checked, and no other', () => {
    assert.deepEqual(
      OPTIONS.map(({ name }) => name).toSorted(),
      [
        ...Object.keys(RULES),
        ...nested('logGroup', LOG_GROUP_RULES),
        ...nested('errorContext', ERROR_CONTEXT_RULES),
        ...nested('budget', BUDGET_RULES),
        ...nested('outbox', OUTBOX_RULES),
      ].toSorted(),
    );
  });

  it('has every variable that is read, and no other', () => {
    assert.deepEqual(
      OPTIONS.flatMap(({ variable }) => variable ?? []).toSorted(),
      variablesRead().toSorted(),
    );
  });

  it('has a meaning and a default for every option', () => {
    for (const { name, sentence, value } of OPTIONS) assert.ok(sentence && value, name);
  });
});
