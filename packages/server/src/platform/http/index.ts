export type {
  Download,
  DownloadFile,
  DownloadRefusal,
  HttpServerOptions,
  PathHandler,
  Readiness,
} from './options.ts';
export { createHttpServer, type HttpServer } from './server.ts';
