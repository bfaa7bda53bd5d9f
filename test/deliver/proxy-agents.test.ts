import assert from 'node:assert/strict';
import { proxyAgents } from '../../src/deliver/proxy-agents.js';

const PROXY = { HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: 'localhost' };

describe('proxy-agents', () => {
  for (const [how, env, execArgv] of [
    ['the variable', { ...PROXY, NODE_USE_ENV_PROXY: '1' }, []],
    ['the flag', PROXY, ['--enable-source-maps', '--use-env-proxy']],
    ['the flag in NODE_OPTIONS', { ...PROXY, NODE_OPTIONS: '--import x  --use-env-proxy' }, []],
  ] as const) {
    it(`passes the environment to both agents where ${how} asks for it`, () => {
      const agent = { proxyEnv: env };
      assert.deepEqual(proxyAgents(env, execArgv), {
        requestHandler: { httpAgent: agent, httpsAgent: agent },
      });
    });
  }

  it('leaves the client alone where no setting asks for it, as Node does', () => {
    for (const env of [{}, PROXY, { ...PROXY, NODE_USE_ENV_PROXY: '0' }]) {
      assert.deepEqual(proxyAgents(env, ['--use-env-proxy-not']), {});
    }
  });
});
