import { Download } from 'lucide-react';
import { buttonClass } from '../../ui/button.tsx';

interface CsvLinkProps {
  path: string;
  what: string;
  label?: string;
}

/** Downloads exactly these rows; the server writes the file. */
export function CsvLink({ path, what, label = 'CSV' }: CsvLinkProps) {
  return (
    <a href={path} download className={buttonClass('plain')} aria-label={`${label}: ${what}`}>
      <Download aria-hidden="true" className="size-3.5" />
      {label}
    </a>
  );
}
