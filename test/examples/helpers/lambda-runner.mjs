// Calls the handler as Lambda does: one invocation for each message, in one environment. The answer goes back at
// once, before anything that the handler may have left undone.
import { handler } from '../../../examples/lambda/handler.mjs';

process.on('message', ({ event, context }) => {
  void handler(event, context).then((answer) => process.send?.(answer));
});
