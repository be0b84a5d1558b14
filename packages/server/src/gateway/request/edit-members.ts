import { assert } from '../../kernel/index.ts';
import { type Member, topLevelMembers } from './top-level-members.ts';

/** The new JSON text of a member, or null to take it out. */
export type MemberEdits = Readonly<Record<string, string | null>>;

/**
 * Replaces, removes or adds members of a JSON object; everything else keeps its bytes (large numbers,
 * spacing, escapes). A key that occurs twice is edited in both places: a reader that takes the first
 * and one that takes the last then see the same. `text` must be valid JSON.
 */
export function editMembers(text: string, edits: MemberEdits): string {
  const members = topLevelMembers(text);
  assert(members !== null, 'editMembers was given something that is not a JSON object');
  const kept = members.flatMap((member) => editedMember(text, member, edits));
  const present = new Set(members.map((member) => member.key));
  for (const [key, value] of Object.entries(edits)) {
    if (value !== null && !present.has(key)) kept.push(`${JSON.stringify(key)}:${value}`);
  }
  return `{${kept.join(',')}}`;
}

function editedMember(text: string, member: Member, edits: MemberEdits): string[] {
  const edit = Object.hasOwn(edits, member.key) ? edits[member.key] : undefined;
  if (edit === null) return [];
  if (edit === undefined) return [text.slice(member.start, member.end)];
  return [text.slice(member.start, member.valueStart) + edit];
}
