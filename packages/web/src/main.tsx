import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Provider } from 'urql';
import { createApi } from './app/api.ts';
import { createAppRouter } from './app/router.tsx';
import { loginPath } from './features/session/next-path.ts';
import '@fontsource-variable/geist';
import '@fontsource-variable/geist-mono';
import './styles.css';

const api = createApi(window.location.origin, () => {
  const { pathname, search } = window.location;
  const base = import.meta.env.BASE_URL;
  if (!pathname.startsWith(`${base}login`)) {
    window.location.assign(loginPath(base, `${pathname}${search}`, true));
  }
});

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');

createRoot(root).render(
  <StrictMode>
    <Provider value={api.client}>
      <RouterProvider router={createAppRouter(api)} />
    </Provider>
  </StrictMode>,
);
