import { createRequire } from 'node:module';

const require = createRequire(new URL('../../packages/server/package.json', import.meta.url));

/** A package that the server depends on, at the version it depends on. */
export function serverPackage(name) {
  return require(name);
}

/** A module of the built server, by its path under dist/. */
export function serverModule(path) {
  return import(new URL(`../../packages/server/dist/${path}`, import.meta.url).href);
}
