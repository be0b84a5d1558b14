import { createContext, use } from 'react';
import { graphql, type ResultOf } from '../../lib/graphql.ts';

/** Who is looking, and at which installation. `viewer` is null when nobody is signed in. */
export const Session_Query = graphql(`
  query Session_Query {
    viewer {
      name
      email
      role
      kind
      customer
      grants {
        permission
        everywhere
      }
    }
    installation {
      gatewayUrl
      exampleModel
      reportingTimeZone
      currency
      version
    }
  }
`);

type SessionData = ResultOf<typeof Session_Query>;

export type Installation = SessionData['installation'];

export interface Session {
  viewer: NonNullable<SessionData['viewer']>;
  installation: Installation;
}

export const SessionContext = createContext<Session | null>(null);

export function useSession(): Session {
  const session = use(SessionContext);
  if (!session) throw new Error('useSession is called outside of a signed-in page');
  return session;
}

export function useInstallation(): Installation {
  return useSession().installation;
}

/** Over everything, or at least over what is theirs. */
interface May {
  may: boolean;
  everywhere: boolean;
}

/** Whether the one who looks may do something. */
export function useMay(permission: string): May {
  return mayOf(useSession(), permission);
}

export function mayOf({ viewer }: Session, permission: string): May {
  const grant = viewer.grants.find((each) => each.permission === permission);
  return { may: grant !== undefined, everywhere: grant?.everywhere ?? false };
}
