import { useState } from 'react';
import { daysIn, pairText, type RangeText } from '../../lib/ranges.ts';
import { DayRange } from '../../ui/day-range.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { FormShell } from '../forms/form-shell.tsx';

interface RangeDaysProps {
  open: boolean;
  range: RangeText;
  onChoose: (range: RangeText) => void;
  onClose: () => void;
}

/** Days that no preset names. */
export function RangeDays(props: RangeDaysProps) {
  return (
    <Sheet
      side="middle"
      open={props.open}
      onClose={props.onClose}
      title="From a day to a day"
      description="Choose the days that are looked at"
    >
      <DaysForm {...props} />
    </Sheet>
  );
}

function DaysForm({ range, onChoose, onClose }: RangeDaysProps) {
  const given = daysIn(range);
  const [days, setDays] = useState({ from: given?.first ?? '', to: given?.last ?? '' });
  const [error, setError] = useState<string>();
  const choose = () => {
    const text = pairText({ first: days.from, last: days.to });
    if (daysIn(text) === null) return setError('Give two days, the earlier one first.');
    onChoose(text);
    onClose();
  };
  return (
    <FormShell submit="Show" busy={false} error={error} onSubmit={choose} onCancel={onClose}>
      <DayRange label="Days" from={days.from} to={days.to} onChange={setDays} />
      <p className="text-xs text-ink-faint">
        Both days are inside, as the reporting time zone has them.
      </p>
    </FormShell>
  );
}
