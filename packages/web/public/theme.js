// Runs before the first paint, so that the page never flashes the other theme. A file and not an
// inline script: a Content-Security-Policy without 'unsafe-inline' lets it through.
(() => {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const apply = () => {
    let choice = 'system';
    try {
      choice = localStorage.getItem('tollgate-theme') ?? 'system';
    } catch {
      // Storage is closed to this page: follow the system.
    }
    const theme =
      choice === 'light' || choice === 'dark' ? choice : dark.matches ? 'dark' : 'light';
    document.documentElement.dataset.theme = theme;
  };
  apply();
  dark.addEventListener('change', apply);
  addEventListener('tollgate-theme', apply);
  addEventListener('storage', apply);
})();
