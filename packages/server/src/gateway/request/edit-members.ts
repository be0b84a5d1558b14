import { assert } from '../../kernel/index.ts';
import { type Member, topLevelMembers } from './top-level-members.ts';

/** The new JSON text of a member, or null to take it out. */
export type MemberEdits = Readonly<Record<string, string | null>>;

/**
 * Replaces, removes or adds members of a JSON object; everything else keeps its bytes (large numbers,
 * spacing, escapes), also between members. Of a key that stands twice only the last is
 * kept, as `JSON.parse` has it: a reader that takes the first then sees the same. `text` must be valid JSON.
 */
export function editMembers(text: string, edits: MemberEdits): string {
  const members = topLevelMembers(text);
  assert(members !== null, 'editMembers was given something that is not a JSON object');
  const open = text.indexOf('{') + 1;
  let edited = text.slice(0, open);
  let isFirst = true;
  let end = open;
  const last = new Map(members.map((member) => [member.key, member]));
  for (const member of members) {
    const edit = last.get(member.key) === member ? editOf(member, edits) : null;
    // What stands before a member goes with it: the comma, and the space around that.
    if (edit !== null) {
      edited += isFirst ? leadOf(text, members, open) : text.slice(end, member.start);
      edited +=
        edit === undefined ? text.slice(member.start, member.end) : textOf(text, member, edit);
      isFirst = false;
    }
    end = member.end;
  }
  for (const [key, value] of Object.entries(edits)) {
    if (value === null || last.has(key)) continue;
    edited += `${isFirst ? '' : ','}${JSON.stringify(key)}:${value}`;
    isFirst = false;
  }
  return edited + text.slice(end);
}

/** Undefined for a member that stays as it is. */
function editOf({ key }: Member, edits: MemberEdits): string | null | undefined {
  return Object.hasOwn(edits, key) ? edits[key] : undefined;
}

function textOf(text: string, { start, valueStart }: Member, value: string): string {
  return text.slice(start, valueStart) + value;
}

/** The space after the brace. */
function leadOf(text: string, [first]: readonly Member[], open: number): string {
  return text.slice(open, first?.start ?? open);
}
