/**
 * Independent emulators, as they are on PyPI. What the docs say of them holds for these versions.
 * @typedef {object} Emulator
 * @property {string} name
 * @property {string} version
 * @property {readonly string[]} packages
 * @property {readonly string[]} command a program of its virtual environment, but for the port
 * @property {(port: number) => { args: readonly string[], env: NodeJS.ProcessEnv }} settings
 * @property {RegExp} ready what it says when it listens
 */

/** @type {readonly Emulator[]} */
export const EMULATORS = [
  {
    name: 'moto',
    version: '5.2.5',
    packages: ['moto[server]==5.2.5'],
    command: ['moto_server'],
    settings: (port) => ({ args: ['-H', '127.0.0.1', '-p', String(port)], env: {} }),
    ready: /Running on http/,
  },
  {
    name: 'localstack',
    version: '4.0.3',
    // Its newest version needs a newer Python than it declares. It pins few of its packages, and newer ones do not fit.
    packages: ['localstack-core[runtime]==4.0.3', 'cbor2==5.6.5', 'service_identity==24.2.0'],
    command: ['python', '-m', 'localstack.runtime.main'],
    settings: (port) => ({
      args: [],
      env: {
        GATEWAY_LISTEN: `127.0.0.1:${port}`,
        // The other server listens on all addresses.
        GATEWAY_SERVER: 'hypercorn',
        OVERRIDE_IN_DOCKER: '0',
        SERVICES: 'logs',
        DNS_ADDRESS: '0',
        DISABLE_EVENTS: '1',
        SKIP_SSL_CERT_DOWNLOAD: '1',
      },
    }),
    ready: /^Ready\.$/m,
  },
];
