import {
  type ASTVisitor,
  type DocumentNode,
  type FieldNode,
  GraphQLError,
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
import { badUserInput, tooComplex } from './errors.ts';

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

interface Operation {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operationName?: string | null | undefined;
  readonly variables?: Record<string, unknown> | null | undefined;
}

/**
 * What an operation costs: the fields its pages hold, multiplied out. Refuses more than 10,000, and
 * variables that are not of their types, since pages are counted with them.
 */
export function costOf(operation: Operation): OperationCost {
  const cost = complexityOf(operation);
  if (cost > MAX_COST) throw tooComplex(`This operation costs ${cost}, more than ${MAX_COST}`);
  return { requested: cost, limit: MAX_COST };
}

function complexityOf({ schema, document, operationName, variables }: Operation): number {
  try {
    return getComplexity({
      schema,
      query: document,
      ...(operationName ? { operationName } : {}),
      variables: variables ?? {},
      estimators: [
        pageEstimator,
        fieldExtensionsEstimator(),
        simpleEstimator({ defaultComplexity: 1 }),
      ],
    });
  } catch (error) {
    if (error instanceof GraphQLError) throw badUserInput(error.message);
    throw error;
  }
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
  const fragments: Depths = new Map();
  return {
    OperationDefinition(operation) {
      if (depthOf(operation.selectionSet, context, fragments) > MAX_DEPTH) {
        context.reportError(tooComplex(`An operation may be ${MAX_DEPTH} levels deep`));
      }
    },
  };
}

/** How deep each fragment is: entered once only, since fragments that spread others twice double each time. */
type Depths = Map<string, number>;

function depthOf(set: SelectionSetNode, context: ValidationContext, fragments: Depths): number {
  const depths = set.selections.map((node) => {
    if (node.kind === Kind.FIELD) return depthOfField(node, context, fragments);
    if (node.kind === Kind.INLINE_FRAGMENT) return depthOf(node.selectionSet, context, fragments);
    return depthOfFragment(node.name.value, context, fragments);
  });
  return Math.max(0, ...depths);
}

/** While a fragment is being entered it counts nothing: another rule reports cycles, this one must survive them. */
function depthOfFragment(name: string, context: ValidationContext, fragments: Depths): number {
  const known = fragments.get(name);
  if (known !== undefined) return known;
  fragments.set(name, 0);
  const fragment = context.getFragment(name);
  const depth = fragment == null ? 0 : depthOf(fragment.selectionSet, context, fragments);
  fragments.set(name, depth);
  return depth;
}

/** Introspection is deep by nature and bounded by its own data. */
function depthOfField(node: FieldNode, context: ValidationContext, fragments: Depths): number {
  if (node.selectionSet === undefined || node.name.value.startsWith('__')) return 1;
  return 1 + depthOf(node.selectionSet, context, fragments);
}
