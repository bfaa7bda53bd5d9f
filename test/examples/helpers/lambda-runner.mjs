// Calls the handler as Lambda does: one invocation for each message, in one environment. The answer is sent at
// once, before any work that the handler has left unfinished.
import { handler } from '../../../examples/lambda/handler.mjs';

process.on('message', ({ event, context }) => {
  void handler(event, context).then((answer) => process.send?.(answer));
});
