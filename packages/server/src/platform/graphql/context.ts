import type { Authentication } from '../access/index.ts';
import type { Loaders } from './loaders.ts';

/** Cookies of the answer. They are HttpOnly, SameSite=Strict and for the whole site. */
export interface CookieJar {
  get(name: string): string | undefined;
  set(name: string, value: string, maxAgeSeconds: number): void;
  clear(name: string): void;
}

/** What resolvers know about one operation. */
export interface GraphqlContext {
  /** Named in the log and in the error of a failed operation. */
  readonly requestId: string;
  readonly clientAddress: string;
  readonly userAgent: string | null;
  readonly cookies: CookieJar;
  /** They show credentials that a browser does not send by itself. */
  readonly isBearer: boolean;
  /** Asks anew, so that a subscription ends with the session that opened it. */
  readonly authenticate: () => Promise<Authentication>;
  authentication: Authentication;
  readonly loaders: Loaders;
  /** The wired resolver of a class: where a static `subscribe` function finds its services. */
  readonly resolver: <T>(of: new (...args: never[]) => T) => T;
}
