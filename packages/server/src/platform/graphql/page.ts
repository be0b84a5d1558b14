import { Field, Int, ObjectType } from 'type-graphql';
import { badUserInput } from './errors.ts';
import { Permit } from './permit.ts';

const LARGEST_PAGE = 100;

@ObjectType()
@Permit('SIGNED_IN')
export class PageInfo {
  @Field(() => String, { nullable: true })
  endCursor!: string | null;

  @Field(() => Boolean)
  hasNextPage!: boolean;
}

@ObjectType({ description: 'Counting stops at 10,000: print "10,000+" when capped.' })
@Permit('SIGNED_IN')
export class CappedCount {
  @Field(() => Int)
  value!: number;

  @Field(() => Boolean)
  capped!: boolean;
}

/** Refuses page sizes outside 1 to 100. */
export function pageSize(first: number): number {
  if (first >= 1 && first <= LARGEST_PAGE) return first;
  throw badUserInput(`first must be from 1 to ${LARGEST_PAGE}`);
}

/** The three shapes of one page: `edges`, `nodes` and `pageInfo`. */
export function connectionOf<Node>(page: {
  items: readonly { node: Node; cursor: string }[];
  hasNextPage: boolean;
}): { edges: { node: Node; cursor: string }[]; nodes: Node[]; pageInfo: PageInfo } {
  return {
    edges: [...page.items],
    nodes: page.items.map((item) => item.node),
    pageInfo: { endCursor: page.items.at(-1)?.cursor ?? null, hasNextPage: page.hasNextPage },
  };
}
