import { Download } from 'lucide-react';
import { buttonClass } from '../../ui/button.tsx';

/** Downloads exactly these rows; the server writes the file. */
export function CsvLink({ path, what }: { path: string; what: string }) {
  return (
    <a href={path} download className={buttonClass('plain')} aria-label={`CSV: ${what}`}>
      <Download aria-hidden="true" className="size-3.5" />
      CSV
    </a>
  );
}
