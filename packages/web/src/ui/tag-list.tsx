import { Badge } from './badge.tsx';

/** The first tags; the rest as a count, spelled out on hover. */
export function TagList({ tags, shown = 2 }: { tags: readonly string[]; shown?: number }) {
  if (tags.length === 0) return <span className="text-ink-faint">—</span>;
  const rest = tags.slice(shown);
  return (
    <span className="inline-flex max-w-full flex-wrap gap-1">
      {tags.slice(0, shown).map((tag) => (
        <Badge key={tag} title={tag}>
          <span className="max-w-36 truncate">{tag}</span>
        </Badge>
      ))}
      {rest.length > 0 && <Badge title={rest.join(', ')}>+{rest.length}</Badge>}
    </span>
  );
}
