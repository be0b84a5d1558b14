import { Tabs } from 'radix-ui';
import { CopyButton } from '../../ui/copy-button.tsx';
import { useInstallation } from '../session/session.ts';
import { type SnippetLanguage, snippet } from './snippets.ts';

const LANGUAGES: readonly { value: SnippetLanguage; label: string }[] = [
  { value: 'curl', label: 'curl' },
  { value: 'python', label: 'Python' },
  { value: 'node', label: 'Node' },
];

/** A call to paste, in three languages. */
export function FirstCallCode({ customer }: { customer: string }) {
  const { gatewayUrl, exampleModel } = useInstallation();
  const facts = { gatewayUrl, model: exampleModel ?? 'gpt-4o-mini', customer };
  return (
    <Tabs.Root
      defaultValue="curl"
      className="overflow-hidden rounded-xl border border-line bg-surface text-left"
    >
      <Tabs.List aria-label="Language" className="flex gap-1 border-b border-line px-2">
        {LANGUAGES.map(({ value, label }) => (
          <Tabs.Trigger
            key={value}
            value={value}
            className="-mb-px h-10 border-b-2 border-transparent px-3 text-[13px] font-medium text-ink-faint hover:text-ink data-[state=active]:border-ink data-[state=active]:text-ink"
          >
            {label}
          </Tabs.Trigger>
        ))}
      </Tabs.List>
      {LANGUAGES.map(({ value, label }) => {
        const code = snippet(value, facts);
        return (
          <Tabs.Content key={value} value={value} className="relative">
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable */}
            <pre tabIndex={0} className="overflow-x-auto p-4 pr-14 font-mono text-[13px] leading-6">
              {code}
            </pre>
            <div className="absolute top-2 right-2 rounded-md bg-surface">
              <CopyButton text={code} label={`Copy the ${label} example`} />
            </div>
          </Tabs.Content>
        );
      })}
    </Tabs.Root>
  );
}
