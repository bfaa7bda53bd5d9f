// The values that each bridge is given.
exports.special = () => ({ date: new Date(0), map: new Map([['a', 1]]), bytes: Buffer.from('hi') });
exports.plainError = () => new Error('boom');
exports.errorWithCause = () =>
  Object.assign(new Error('boom', { cause: new TypeError('root') }), { code: 'E_MY', orderId: 7 });
exports.circular = () => {
  /** @type {{ name: string, self?: object }} */
  const circle = { name: 'circle' };
  circle.self = circle;
  return circle;
};
exports.nested = () => ({ user: { id: 1, tags: ['a', 'b'], none: null }, amount: 1.5 });
