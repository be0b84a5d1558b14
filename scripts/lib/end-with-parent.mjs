import { Socket } from 'node:net';

// Loaded into the server before anything else. File descriptor 3 is a pipe that only the process
// which started us holds: when that process is killed, the pipe closes, and we end as if asked to.
// Whoever was asked already must not be asked again, which would mean "at once".
const lifeline = new Socket({ fd: 3, readable: true, writable: false });
let isAsked = false;
lifeline.on('error', () => undefined);
lifeline.on('data', () => {
  isAsked = true;
});
lifeline.once('close', () => {
  if (!isAsked) process.kill(process.pid, 'SIGTERM');
});
lifeline.unref();
