import { fileURLToPath } from 'node:url';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { operationsPlugin } from './operations-plugin.ts';

/** `vite` alone serves the page; everything with data comes from the server at TOLLGATE_URL. */
const server = process.env['TOLLGATE_URL'] ?? 'http://127.0.0.1:4000';

export default defineConfig({
  base: '/ui/',
  plugins: [
    react(),
    tailwindcss(),
    operationsPlugin(fileURLToPath(new URL('src', import.meta.url))),
  ],
  // The page is 167 kB compressed; a build that warns has grown by a sixth.
  build: { target: 'es2023', sourcemap: false, chunkSizeWarningLimit: 600 },
  server: {
    proxy: {
      '/graphql': { target: server, ws: true, changeOrigin: true, rewriteWsOrigin: true },
      '/exports': { target: server, changeOrigin: true },
    },
  },
});
