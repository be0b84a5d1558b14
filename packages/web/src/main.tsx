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

const base = import.meta.env.BASE_URL;
let leaving = false;

// Several requests learn at once that the session has ended: the first one leads to the login.
const api = createApi(window.location.origin, () => {
  const { pathname, search } = window.location;
  if (leaving || pathname.startsWith(`${base}login`)) return;
  leaving = true;
  if (pathname.startsWith(`${base}portal`)) {
    window.location.assign(`${base}portal?problem=expired`);
    return;
  }
  window.location.assign(loginPath(base, `${pathname}${search}`, true));
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
