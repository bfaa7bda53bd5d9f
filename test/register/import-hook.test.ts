import assert from 'node:assert/strict';
import { assert as calls, stub } from 'sinon';
import { registerImportHook } from '../../src/register/import-hook.js';
import { createPackages, type Packages } from '../../src/register/packages.js';

const INSTRUMENTATION = '@opentelemetry/instrumentation';
const HOOK = `${INSTRUMENTATION}/hook.mjs`;
const SYNC_HOOKS = 'import-in-the-middle/register-hooks.mjs';

function setUp({ installed = [INSTRUMENTATION, HOOK, SYNC_HOOKS], syncHooksWork = true } = {}) {
  const hooks = { supportsSyncHooks: stub().returns(syncHooksWork), register: stub() };
  const packages: Packages = {
    find: (name) => (installed.includes(name) ? `/packages/${name}` : undefined),
    findLoaded: () => undefined,
    loadedFiles: () => [],
    load: stub().withArgs(`/packages/${SYNC_HOOKS}`).returns(hooks),
    from: stub()
      .withArgs(`/packages/${INSTRUMENTATION}`)
      .callsFake(() => packages),
  };
  return { packages, hooks, older: { register: stub() }, newer: { register: stub(), registerHooks: stub() } };
}

describe('import-hook: registerImportHook', () => {
  it('registers the hook of the instrumentations’ own copy on a Node without synchronous hooks', () => {
    const { packages, hooks, older } = setUp();
    registerImportHook(packages, [], older);
    calls.calledOnceWithMatch(older.register, { href: `file:///packages/${HOOK}` });
    calls.notCalled(hooks.register);
  });

  it('prefers synchronous hooks if Node has them', () => {
    const { packages, hooks, newer } = setUp();
    registerImportHook(packages, [], newer);
    calls.calledOnceWithExactly(hooks.register);
    calls.notCalled(newer.register);
  });

  it('uses the other hook if these do not work, or are not installed', () => {
    for (const { packages, newer } of [
      setUp({ syncHooksWork: false }),
      setUp({ installed: [INSTRUMENTATION, HOOK] }),
    ]) {
      registerImportHook(packages, [], newer);
      calls.calledOnceWithMatch(newer.register, { href: `file:///packages/${HOOK}` });
    }
  });

  it('does nothing if the command line has the hook, or if no installed package needs it', () => {
    const { packages, hooks, newer } = setUp();
    registerImportHook(packages, [`--experimental-loader=${HOOK}`], newer);
    registerImportHook(setUp({ installed: [] }).packages, [], newer);
    calls.notCalled(hooks.register);
    calls.notCalled(newer.register);
  });

  it('finds the real installed hooks', () => {
    const packages = createPackages();
    assert.ok(packages.find(HOOK));
    assert.ok(packages.from(packages.find(INSTRUMENTATION) ?? '').find(SYNC_HOOKS));
  });
});
