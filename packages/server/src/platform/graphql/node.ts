import { Arg, Ctx, Field, ID, InterfaceType, Query, Resolver } from 'type-graphql';
import type { Permission, Reach } from '../access/index.ts';
import { decodeId } from '../opaque/index.ts';
import type { GraphqlContext } from './context.ts';
import { may, reach } from './enforce.ts';
import { Permit } from './permit.ts';

@InterfaceType({
  description: 'Whatever has an id of its own.',
  resolveType: (value: { __typename: string }) => value.__typename,
})
export abstract class Node {
  @Field(() => ID)
  id!: string;
}

/** How the things of one type are found by id. */
export interface NodeSource {
  /** The name of the GraphQL type, and of its ids. */
  readonly type: string;
  readonly permission: Permission;
  /** As the GraphQL type has it; null when there is none within reach. */
  find(key: string, reach: Reach): Promise<object | null>;
}

/** Finds anything by its opaque id. */
export class Nodes {
  readonly #sources: ReadonlyMap<string, NodeSource>;

  constructor(sources: readonly NodeSource[]) {
    this.#sources = new Map(sources.map((source) => [source.type, source]));
  }

  sourceOf(id: string): { source: NodeSource; key: string } | null {
    const decoded = decodeId(id);
    const source = decoded && this.#sources.get(decoded.type);
    return source ? { source, key: decoded.key } : null;
  }
}

@Resolver()
export class NodeResolver {
  readonly #nodes: Nodes;

  constructor(nodes: Nodes) {
    this.#nodes = nodes;
  }

  @Query(() => Node, {
    nullable: true,
    description: 'Anything by its id; null for what is not there for the caller.',
  })
  @Permit('SIGNED_IN')
  async node(
    @Arg('id', () => ID) id: string,
    @Ctx() context: GraphqlContext,
  ): Promise<Node | null> {
    const found = this.#nodes.sourceOf(id);
    if (found === null || !may(context, found.source.permission)) return null;
    const { source, key } = found;
    const node = await source.find(key, reach(context, source.permission));
    return node && Object.assign(node, { id, __typename: source.type });
  }
}
