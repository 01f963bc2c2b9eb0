const jupyterlab = require('@jupyterlab/testing/lib/jest-config');

// These packages are published as ES modules only.
const modules = [
  '@codemirror',
  '@jupyter',
  '@jupyterlab',
  '@lezer',
  '@lumino',
  '@microsoft',
  '@rjsf',
  '@uwdata',
  'exenv-es6',
  'lib0',
  'nanoid',
  'vscode-ws-jsonrpc',
  'y-protocols',
  'y-websocket',
  'yjs'
].join('|');

const base = jupyterlab(__dirname);

module.exports = {
  ...base,
  moduleNameMapper: {
    ...base.moduleNameMapper,
    // As a browser gets it: Node's own takes no files.
    '^tus-js-client$': 'tus-js-client/lib.es5/browser/index.js'
  },
  coverageReporters: ['text-summary'],
  reporters: ['default'],
  rootDir: __dirname,
  testEnvironment: '<rootDir>/jest.environment.cjs',
  testRegex: 'src/(.*/)?__tests__/.*\\.spec\\.tsx?$',
  transform: {
    '\\.[jt]sx?$': 'babel-jest',
    '\\.svg$': '@jupyterlab/testing/lib/jest-raw-loader.js'
  },
  transformIgnorePatterns: [`/node_modules/(?!(${modules})/)`]
};
