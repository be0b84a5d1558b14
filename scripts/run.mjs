// The one way in: `npm start`, `npm test` and the other commands of package.json come through here.
// Written so that even a very old Node can read this file far enough to say that it is too old.
const OLDEST_NODE = 20;

if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
  console.error(
    `tollgate: Node ${process.versions.node} is too old: install Node ${OLDEST_NODE} or newer`,
  );
  process.exit(1);
}

import('./lib/main.mjs').then(({ main }) => main(process.argv.slice(2)));
