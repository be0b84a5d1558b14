import type { GraphQLSchema } from 'graphql';
import {
  type Permission,
  type Principal,
  type Role,
  reachOf,
  type TokenScope,
  tokenPrincipal,
  userPrincipal,
} from '../platform/access/index.ts';
import { fieldsOf, needOf } from '../platform/graphql/index.ts';

const ROLES: readonly Role[] = ['ADMIN', 'ENGINEER', 'FINANCE', 'VIEWER', 'MEMBER'];
const SCOPES: readonly TokenScope[] = ['BILLING_READ', 'BILLING_WRITE', 'PORTAL'];

const somebody = (role: Role, adminTeamIds: readonly string[]) =>
  userPrincipal({ id: '', name: '', email: null, role, adminTeamIds });

/** Everybody there can be; a token of scope ADMIN or VIEWER may what that role may. */
const CALLERS: readonly (readonly [string, Pick<Principal, 'grants'>])[] = [
  ...ROLES.map((role) => [role, somebody(role, [])] as const),
  ['team admin', somebody('MEMBER', ['a team'])],
  ...SCOPES.map((scope) => {
    const customer = scope === 'PORTAL' ? 'a customer' : null;
    return [`token ${scope}`, tokenPrincipal({ id: '', name: '', scope, customer })] as const;
  }),
];

/** Role × field × own/other as Markdown, straight from the declarations that the server enforces. */
export function permissionTable(schema: GraphQLSchema): string {
  const rows = [...fieldsOf(schema)].map(({ type, field }) => {
    const need = needOf(type, field);
    const cells = CALLERS.map(([, caller]) => (need ? reachIn(caller, need) : ''));
    return [`${type.name}.${field.name}`, need?.permission ?? '', ...cells];
  });
  const heading = ['field', 'asks for', ...CALLERS.map(([name]) => name)];
  return [heading, heading.map(() => '---'), ...rows.sort(byField)]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n')
    .concat('\n');
}

/** Over everything, over their own, or not at all. */
function reachIn(
  caller: Pick<Principal, 'grants'>,
  { permission, own }: { permission: Permission; own: boolean },
): string {
  const reach = reachOf(caller, permission);
  if (reach === 'ALL') return 'all';
  return reach !== null && own ? 'own' : '';
}

function byField(a: readonly string[], b: readonly string[]): number {
  return (a[0] ?? '') < (b[0] ?? '') ? -1 : 1;
}
