// The process of the sinks. The runner opens a sink for each measurement.
/** @import { ToSink } from '../types.js' */
import { openSink } from './sink.mjs';

/** @type {Map<number, Awaited<ReturnType<typeof openSink>>>} */
const sinks = new Map();

/** @param {ToSink} message */
async function answerTo(message) {
  if (message.type === 'open') {
    const sink = await openSink(message);
    sinks.set(sink.port, sink);
    return sink.port;
  }
  const sink = sinks.get(message.port);
  if (sink === undefined) throw new Error(`No sink listens at ${message.port}.`);
  if (message.type === 'reset') return sink.reset();
  sinks.delete(message.port);
  return sink.close();
}

process.on('message', (/** @type {{ id: number, message: ToSink }} */ { id, message }) => {
  void answerTo(message).then((result) => process.send?.({ id, result }));
});
process.on('disconnect', () => process.exit());
