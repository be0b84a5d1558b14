import { Select } from '../../ui/select.tsx';

interface ProviderFilterProps {
  of: readonly string[];
  value: string;
  onChoose: (provider: string) => void;
}

export function ProviderFilter({ of: providers, value, onChoose }: ProviderFilterProps) {
  const known = value === '' || providers.includes(value) ? providers : [value, ...providers];
  const choices = known.map((provider) => ({ value: provider, label: provider }));
  return (
    <Select
      label="Provider"
      bare
      value={value}
      choices={[{ value: '', label: 'Every provider' }, ...choices]}
      onChoose={onChoose}
    />
  );
}
