import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, requireProgram, startPinned, untilReachable } from './child.mjs';
import { completionBody } from './payloads.mjs';

const FOR_EVER = 'keepalive_timeout 600s; keepalive_requests 1000000000;';
const ALIVE = 'location = /alive { return 204; }';

/** nginx in front of an upstream, one process on one core, tuned as one would for streams. */
export function startNginxProxy({ core, origin }) {
  const upstream = new URL(origin).host;
  return startNginx(
    core,
    (port) => `
  upstream mock { server ${upstream}; keepalive 256; ${FOR_EVER} }
  server {
    listen 127.0.0.1:${port};
    ${ALIVE}
    location / {
      proxy_pass http://mock;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_buffering off;
    }
  }`,
  );
}

/** An upstream that answers every call with the same completion, and counts its answers. */
export async function startNginxMock({ core }) {
  const completions = '/v1/chat/completions';
  const server = await startNginx(
    core,
    (port) => `
  server {
    listen 127.0.0.1:${port};
    ${ALIVE}
    location = /count { stub_status; }
    location = ${completions} { default_type application/json; return 200 '${completionBody()}'; }
  }`,
  );
  const requests = async () => {
    const text = await fetch(`${server.origin}/count`).then((response) => response.text());
    return Number(/^\s*\d+ \d+ (\d+)\s*$/m.exec(text)[1]);
  };
  let own = await requests();
  return {
    ...server,
    /** Completions answered since the start. */
    async answered() {
      own += 1;
      return (await requests()) - own;
    },
  };
}

async function startNginx(core, servers) {
  const command = requireProgram('nginx', 'On Debian: apt-get install nginx-light');
  const folder = await mkdtemp(join(tmpdir(), 'tollgate-nginx-'));
  const port = await freePort();
  const file = join(folder, 'nginx.conf');
  await writeFile(file, configuration(folder, servers(port)));
  const args = ['-p', folder, '-c', file, '-e', join(folder, 'error.log')];
  const child = await startPinned({ core, command, args });
  const origin = `http://127.0.0.1:${port}`;
  await untilReachable(`${origin}/alive`);
  return {
    pid: child.pid,
    origin,
    async stop() {
      await child.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function configuration(folder, servers) {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${join(folder, name)};`)
    .join('\n  ');
  return `
daemon off;
master_process off;
worker_processes 1;
pid ${join(folder, 'nginx.pid')};
error_log ${join(folder, 'error.log')} warn;
events { worker_connections 4096; }
http {
  access_log off;
  ${temporary}
  client_body_buffer_size 64k;
  ${FOR_EVER}
  ${servers}
}
`;
}
