// A small shop: takes orders, some at the same time, and logs through three loggers. One span an order gives all
// its records one trace id, whichever logger they came through.
import { setTimeout as pause } from 'node:timers/promises';
import { trace } from '@opentelemetry/api';
import { provider } from './instrumentation.mjs';
import { logged, payments, stockEvent, web } from './loggers.mjs';

/** @typedef {ReturnType<typeof orderOf>} Order */

const ORDERS = 60;
const AT_ONCE = 12;

const CUSTOMERS = ['Jürgen Groß', 'Zoë Núñez', '山田 花子', 'Олена Шевченко', 'Ana Ríos 🌵'];
const GOODS = [
  { sku: 'TEA-07', name: 'Grüner Tee "Sencha" 緑茶', price: 12.5 },
  { sku: 'CUP-01', name: 'Tasse, weiß', price: 9 },
  { sku: 'POT-03', name: 'Théière en fonte', price: 64.9 },
];

const tracer = trace.getTracer('shop');

/** @param {number} number */
function orderOf(number) {
  const items = GOODS.slice(number % 3).map(({ sku, name, price }, index) => {
    return { sku, name, price, quantity: 1 + (index % 2) };
  });
  return {
    id: `A-${1001 + number}`,
    customer: { name: CUSTOMERS[number % CUSTOMERS.length], orders: number % 7 },
    items,
    total: items.reduce((sum, { price, quantity }) => sum + price * quantity, 0),
    cardExpired: number % 20 === 13,
  };
}

/** @param {number} number */
function placeOrder(number) {
  return tracer.startActiveSpan('POST /orders', async (span) => {
    const { cardExpired, ...order } = orderOf(number);
    web.info(`order ${order.id} received`, { order });
    try {
      await reserve(order);
      await pay(order, cardExpired);
      web.info(`order ${order.id} confirmed`, { order: { id: order.id } });
    } catch (err) {
      web.error(`order ${order.id} failed`, { err, order: { id: order.id } });
    } finally {
      span.end();
    }
  });
}

/** @param {Pick<Order, 'id' | 'items'>} order */
async function reserve({ id, items }) {
  await pause(3);
  for (const { sku, quantity } of items) {
    stockEvent('INFO', 'stock.reserved', `${quantity} of ${sku} reserved for ${id}`, { sku, quantity });
  }
  if (items.length === 3) stockEvent('WARN', 'stock.low', `TEA-07 runs low after ${id}`, { sku: 'TEA-07' });
}

/**
 * @param {Pick<Order, 'id' | 'total' | 'customer'>} order
 * @param {boolean} cardExpired
 */
async function pay({ id, total, customer }, cardExpired) {
  payments.debug({ amount: total, currency: 'EUR' }, `charging ${customer.name} for ${id}`);
  await pause(5);
  if (cardExpired) {
    const err = new Error('card declined', { cause: new Error('the card has expired') });
    payments.error({ err, amount: total }, `payment of ${id} failed`);
    throw err;
  }
  payments.info({ amount: total, card: { brand: 'visa', last4: '4242' } }, `payment of ${id} authorized`);
}

web.info('shop is open');
for (let first = 0; first < ORDERS; first += AT_ONCE) {
  await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => placeOrder(first + index)));
}
web.info('shop is closed');

await provider.shutdown();
process.send?.({ orders: ORDERS, logged }, () => process.disconnect());
