import { Field } from '../../ui/field.tsx';

interface CountFieldsProps<Name extends string> {
  fields: readonly { readonly name: Name; readonly label: string }[];
  values: Readonly<Record<Name, string>>;
  onChange: (name: Name, text: string) => void;
}

/** Whole numbers side by side. What is none says so. */
export function CountFields<Name extends string>(props: CountFieldsProps<Name>) {
  const { fields, values, onChange } = props;
  return (
    <div className="grid grid-cols-2 gap-3">
      {fields.map(({ name, label }) => (
        <Field
          key={name}
          label={label}
          inputMode="numeric"
          autoComplete="off"
          value={values[name]}
          onChange={(event) => onChange(name, event.target.value)}
          error={isCount(values[name]) ? undefined : 'A whole number'}
        />
      ))}
    </div>
  );
}

/** Text of a whole number from zero that is exact as a JavaScript number. */
export function isCount(text: string): boolean {
  return /^\d{1,15}$/.test(text);
}
