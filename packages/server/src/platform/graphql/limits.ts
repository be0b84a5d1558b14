import {
  type ASTVisitor,
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
  Kind,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql';
// Its ES build loads a second copy of `graphql` beside the CommonJS one that Node gives everyone else.
import {
  type ComplexityEstimator,
  fieldExtensionsEstimator,
  getComplexity,
  simpleEstimator,
} from 'graphql-query-complexity/cjs';
import { tooComplex } from './errors.ts';

const MAX_DEPTH = 10;
const MAX_ALIASES = 20;
const MAX_COST = 10_000;

/** As told in `extensions.cost`. */
export interface OperationCost {
  readonly requested: number;
  readonly limit: number;
}

/** Bounds what parsing alone may cost. */
export const MAX_TOKENS = 2_000;

export const LIMIT_RULES = [limitDepth, limitAliases] as const;

/** What an operation costs: the fields its pages hold, multiplied out. Refuses more than 10,000. */
export function costOf(operation: {
  schema: GraphQLSchema;
  document: DocumentNode;
  operationName?: string | null | undefined;
  variables?: Record<string, unknown> | null | undefined;
}): OperationCost {
  const cost = getComplexity({
    schema: operation.schema,
    query: operation.document,
    ...(operation.operationName ? { operationName: operation.operationName } : {}),
    variables: operation.variables ?? {},
    estimators: [
      pageEstimator,
      fieldExtensionsEstimator(),
      simpleEstimator({ defaultComplexity: 1 }),
    ],
  });
  if (cost > MAX_COST) throw tooComplex(`This operation costs ${cost}, more than ${MAX_COST}`);
  return { requested: cost, limit: MAX_COST };
}

const pageEstimator: ComplexityEstimator = ({ args, childComplexity }) => {
  const { first } = args;
  return typeof first === 'number' ? 1 + Math.max(first, 1) * childComplexity : undefined;
};

function limitAliases(context: ValidationContext): ASTVisitor {
  let aliases = 0;
  return {
    Field(node) {
      if (node.alias === undefined) return;
      aliases += 1;
      if (aliases === MAX_ALIASES + 1) {
        context.reportError(tooComplex(`An operation may have ${MAX_ALIASES} aliases`));
      }
    },
  };
}

function limitDepth(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition(operation) {
      if (depthOf(operation.selectionSet, context, new Set()) > MAX_DEPTH) {
        context.reportError(tooComplex(`An operation may be ${MAX_DEPTH} levels deep`));
      }
    },
  };
}

/** `open` holds the fragments being entered: another rule reports cycles, this one must survive them. */
function depthOf(set: SelectionSetNode, context: ValidationContext, open: Set<string>): number {
  const depths = set.selections.map((node) => {
    if (node.kind === Kind.FIELD) return depthOfField(node, context, open);
    if (node.kind === Kind.INLINE_FRAGMENT) return depthOf(node.selectionSet, context, open);
    const fragment = context.getFragment(node.name.value);
    if (fragment == null || open.has(node.name.value)) return 0;
    return depthOf(fragment.selectionSet, context, new Set(open).add(node.name.value));
  });
  return Math.max(0, ...depths);
}

/** Introspection is deep by nature and bounded by its own data. */
function depthOfField(node: FieldNode, context: ValidationContext, open: Set<string>): number {
  if (node.selectionSet === undefined || node.name.value.startsWith('__')) return 1;
  return 1 + depthOf(node.selectionSet, context, open);
}
