import { Button } from './button.tsx';

/** For a page that the server has moved on from. */
export function ReloadButton() {
  return <Button onClick={() => window.location.reload()}>Reload</Button>;
}
