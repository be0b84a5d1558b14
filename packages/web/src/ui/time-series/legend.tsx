import { cx } from '../cx.ts';
import type { Band } from './prepare.ts';

interface LegendProps {
  bands: readonly Band[];
  /** The one band that is shown alone; null shows all. */
  solo: string | null;
  onSolo: (id: string | null) => void;
}

/** What the colours mean. A click shows one band alone, another click all of them. */
export function Legend({ bands, solo, onSolo }: LegendProps) {
  return (
    <ul className="flex flex-wrap gap-x-1 gap-y-0.5">
      {bands.map((band) => (
        <li key={band.id} className="max-w-full">
          <button
            type="button"
            aria-pressed={solo === band.id}
            title={solo === band.id ? 'Show all' : `Show only ${band.label}`}
            onClick={() => onSolo(solo === band.id ? null : band.id)}
            className={cx(
              'flex h-7 max-w-full items-center gap-1.5 rounded px-1.5 text-xs hover:bg-well',
              solo === null || solo === band.id ? 'text-ink-soft' : 'text-ink-faint line-through',
            )}
          >
            <span
              className={cx('size-2 shrink-0 rounded-xs', solo && solo !== band.id && 'opacity-30')}
              style={{ background: band.colour }}
            />
            <span className="max-w-44 truncate">{band.label}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
