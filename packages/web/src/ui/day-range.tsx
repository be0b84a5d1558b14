import { useId } from 'react';

interface DayRangeProps {
  /** What happens between the two days, such as "Period begins". */
  label: string;
  /** `YYYY-MM-DD`, or empty for open ended. */
  from: string;
  to: string;
  onChange: (days: { from: string; to: string }) => void;
}

/** Two days, both inside; either may be left open. */
export function DayRange({ label, from, to, onChange }: DayRangeProps) {
  const id = useId();
  return (
    <fieldset className="flex min-w-0 items-center gap-1.5 text-[13px] max-sm:basis-full">
      <legend className="sr-only">{label}</legend>
      <Day
        id={`${id}-from`}
        label={`${label}, from`}
        value={from}
        onChange={(day) => onChange({ from: day, to })}
      />
      <span aria-hidden="true" className="text-ink-faint">
        –
      </span>
      <Day
        id={`${id}-to`}
        label={`${label}, to`}
        value={to}
        onChange={(day) => onChange({ from, to: day })}
      />
    </fieldset>
  );
}

interface DayProps {
  id: string;
  label: string;
  value: string;
  onChange: (day: string) => void;
}

function Day({ id, label, value, onChange }: DayProps) {
  return (
    <>
      <label htmlFor={id} className="sr-only">
        {label}
      </label>
      <input
        id={id}
        type="date"
        title={label}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className="h-8 min-w-0 flex-1 rounded-md border border-line-strong bg-surface px-2 text-[13px]"
      />
    </>
  );
}
