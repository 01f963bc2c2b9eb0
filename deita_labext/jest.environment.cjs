const { webcrypto } = require('crypto');
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
    Object.defineProperty(this.global, 'crypto', { value: webcrypto });
    const { Blob, FileReader } = this.global;
    Blob.prototype.arrayBuffer ??= function () {
      return new Promise((resolve, reject) => {
        const reader = new FileReader();
        reader.onload = () => resolve(reader.result);
        reader.onerror = () => reject(reader.error);
        reader.readAsArrayBuffer(this);
      });
    };
  }
};
