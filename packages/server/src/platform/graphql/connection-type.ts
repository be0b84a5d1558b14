import { type ClassType, Field, ObjectType } from 'type-graphql';
import type { Permission } from '../access/index.ts';
import { PageInfo } from './page.ts';
import { Permit } from './permit.ts';

/** One page of a list, as a resolver gives it. */
export interface Page<Node> {
  readonly edges: readonly { readonly node: Node; readonly cursor: string }[];
  readonly nodes: readonly Node[];
  readonly pageInfo: PageInfo;
}

/** The GraphQL types `<Name>Edge` and `<Name>Connection` of a list; gives the latter. */
export function connectionType<Node extends object>(
  node: ClassType<Node>,
  { name, permission }: { name: string; permission: Permission },
): ClassType<Page<Node>> {
  @ObjectType(`${name}Edge`)
  @Permit(permission)
  class Edge {
    @Field(() => String)
    cursor!: string;

    @Field(() => node)
    node!: Node;
  }

  @ObjectType(`${name}Connection`)
  @Permit(permission)
  class Connection {
    @Field(() => [Edge])
    edges!: Edge[];

    @Field(() => [node])
    nodes!: Node[];

    @Field(() => PageInfo)
    pageInfo!: PageInfo;
  }
  return Connection;
}
