/** How far a permission goes: over everything, or over what is the caller's own. */
export type Reach = 'ALL' | OwnReach;

/** A row is within it when it is of one of the teams, of the user, or of the customer. */
export interface OwnReach {
  readonly teamIds: readonly string[];
  readonly userId: string | null;
  /** External id. */
  readonly customer: string | null;
}

/** Of what a row says it belongs to; what it does not say, it does not have. */
export interface Belonging {
  readonly teamId?: string | null;
  readonly userId?: string | null;
  readonly customer?: string | null;
}

const NOTHING: OwnReach = Object.freeze({ teamIds: [], userId: null, customer: null });

export function ownReach(of: Partial<OwnReach>): OwnReach {
  return { ...NOTHING, ...of };
}

export function isWithin(reach: Reach, { teamId, userId, customer }: Belonging): boolean {
  if (reach === 'ALL') return true;
  if (teamId != null && reach.teamIds.includes(teamId)) return true;
  if (userId != null && reach.userId === userId) return true;
  return customer != null && reach.customer === customer;
}

/** Both together. */
export function joinReach(a: Reach | undefined, b: Reach): Reach {
  if (a === undefined || b === 'ALL') return b;
  if (a === 'ALL') return a;
  return {
    teamIds: [...new Set([...a.teamIds, ...b.teamIds])],
    userId: a.userId ?? b.userId,
    customer: a.customer ?? b.customer,
  };
}
