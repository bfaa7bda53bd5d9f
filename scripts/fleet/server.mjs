// The service, with the rates of an account, in its own process, so that the fleet does not slow it down.
import { startLocalServer } from '../../dist/esm/local-server/index.js';

const server = await startLocalServer({ quotas: 'account' });

process.on('message', () => {
  const calls = server.calls.length;
  const throttled = server.calls.filter(({ error }) => error === 'ThrottlingException').length;
  const streams = new Set(server.events().map(({ logStreamName }) => logStreamName)).size;
  const { length: records } = server.events();
  process.send?.({ calls, throttled, streams, records, violations: server.violations.length });
});
process.once('disconnect', () => void server.close());
process.send?.({ clientConfig: server.clientConfig });
