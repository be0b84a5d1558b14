// An upstream that streams the same completion to everyone, an event at a time, and counts its answers.
// /v1/chat/completions: 5 ms between events. /at-once/chat/completions: no pause. /count: answers so far.
import { createServer } from 'node:http';
import { streamEvents } from './payloads.mjs';

const BETWEEN_EVENTS_MS = 5;
const EVENTS = streamEvents();
let answered = 0;

const server = createServer((req, res) => {
  if (req.url === '/count') {
    res.end(String(answered));
    return;
  }
  req.resume();
  req.on('end', () => stream(res, req.url.startsWith('/v1/') ? BETWEEN_EVENTS_MS : 0));
});

function stream(res, pauseMs) {
  answered += 1;
  res.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  if (pauseMs === 0) {
    res.write(EVENTS[0]);
    res.end(EVENTS.slice(1).join(''));
    return;
  }
  let sent = 0;
  const timer = setInterval(() => {
    res.write(EVENTS[sent]);
    sent += 1;
    if (sent < EVENTS.length) return;
    clearInterval(timer);
    res.end();
  }, pauseMs);
  res.on('close', () => clearInterval(timer));
}

server.keepAliveTimeout = 600_000;
server.listen(0, '127.0.0.1', () => console.log(`listening on ${server.address().port}`));
process.on('SIGTERM', () => process.exit(0));
