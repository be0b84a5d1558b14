// The least a Node proxy can do: node:http in, undici out, bytes passed on unread.
// Usage: bare-proxy.mjs <origin of the upstream>
import { createServer } from 'node:http';
import { serverPackage } from './server-package.mjs';

const { Pool } = serverPackage('undici');
const pool = new Pool(process.argv[2]);

class Pass {
  #res;
  #controller = null;

  constructor(res) {
    this.#res = res;
    res.on('close', () => {
      if (!res.writableFinished) this.#controller?.abort(new Error('the caller went away'));
    });
    res.on('drain', () => this.#controller?.resume());
  }

  onRequestStart(controller) {
    this.#controller = controller;
  }

  onResponseStart(_controller, status, headers) {
    const { connection: _, 'keep-alive': __, 'transfer-encoding': ___, ...passed } = headers;
    this.#res.writeHead(status, passed);
  }

  onResponseData(controller, chunk) {
    if (!this.#res.write(chunk)) controller.pause();
  }

  onResponseEnd() {
    this.#res.end();
  }

  onResponseError() {
    this.#res.destroy();
  }
}

const server = createServer((req, res) => {
  const { connection: _, host: __, 'transfer-encoding': ___, ...headers } = req.headers;
  pool.dispatch({ path: req.url, method: req.method, headers, body: req }, new Pass(res));
});
server.listen(0, '127.0.0.1', () => console.log(`listening on ${server.address().port}`));
process.on('SIGTERM', () => process.exit(0));
