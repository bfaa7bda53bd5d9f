import { subscribe, unsubscribe } from 'node:diagnostics_channel';

const ANSWERS = 'http.client.response.finish';

/**
 * Calls back once, when this process has read the next answer that accepts events: they are not sent again then.
 * @param {() => void} callback
 */
export function onDelivery(callback) {
  subscribe(ANSWERS, onAnswer);

  /** @param {unknown} message */
  function onAnswer(message) {
    const { request, response } =
      /** @type {{ request: import('node:http').ClientRequest, response: import('node:http').IncomingMessage }} */ (
        message
      );
    const isDelivery = String(request.getHeader('x-amz-target')).endsWith('.PutLogEvents');
    if (!isDelivery || response.statusCode !== 200) return;
    unsubscribe(ANSWERS, onAnswer);
    // What reads the answer has nothing to wait for, so it is done in the turn after the last byte.
    response.once('close', () => setImmediate(() => setImmediate(callback)));
  }
}
