// Watches live spend on so many connections, and says how many messages came: one line for each line it is sent.
import { createInterface } from 'node:readline';
import { serverPackage } from './server-package.mjs';

const { WebSocket } = serverPackage('ws');
const [url, key, count] = process.argv.slice(2);
const QUERY = `subscription { liveSpend { sequence asOf today { calls charge { amount } } callsLastMinute
  topCustomers { label totals { charge { amount } } }
  latest { callId occurredAt model status durationMs charge { amount } customer { externalId name } } } }`;

let messages = 0;
let bytes = 0;

function watch() {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, 'graphql-transport-ws', {
      headers: { authorization: `Bearer ${key}` },
    });
    const say = (message) => socket.send(JSON.stringify(message));
    socket.on('open', () => say({ type: 'connection_init' }));
    socket.on('error', reject);
    socket.on('close', (code) => reject(new Error(`closed with ${code}`)));
    socket.on('message', (data) => {
      bytes += data.length;
      const type = data.subarray(0, 200).toString();
      if (type.includes('"connection_ack"')) {
        say({ id: '1', type: 'subscribe', payload: { query: QUERY } });
      } else if (type.includes('"ping"')) {
        say({ type: 'pong' });
      } else if (type.includes('"next"')) {
        messages += 1;
        resolve();
      } else {
        reject(new Error(data.toString()));
      }
    });
  });
}

for (let started = 0; started < Number(count); started += 50) {
  const group = Math.min(50, Number(count) - started);
  await Promise.all(Array.from({ length: group }, watch));
}
console.log('watching');
for await (const _ of createInterface(process.stdin))
  console.log(JSON.stringify({ messages, bytes }));
process.exit(0);
