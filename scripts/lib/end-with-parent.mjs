import { Socket } from 'node:net';

// Loaded into the server before anything else. File descriptor 3 is a pipe that only the process
// which started us holds: when that process is killed, the pipe closes, and we end as if asked to.
const lifeline = new Socket({ fd: 3, readable: true, writable: false });
lifeline.on('error', () => undefined);
lifeline.once('close', () => process.kill(process.pid, 'SIGTERM'));
lifeline.resume();
lifeline.unref();
