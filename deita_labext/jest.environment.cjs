const { TestEnvironment } = require('jest-environment-jsdom');

/** A browser's page (jsdom), with what browsers have and jsdom lacks, as Node has it. */
module.exports = class extends TestEnvironment {
  async setup() {
    await super.setup();
    Object.assign(this.global, {
      AbortController,
      AbortSignal,
      DOMException,
      Headers,
      ReadableStream,
      Request,
      Response,
      TextDecoder,
      TextEncoder,
      Uint8Array,
      fetch
    });
  }
};
