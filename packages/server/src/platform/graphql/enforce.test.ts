import { Field, ObjectType, Query, Resolver } from 'type-graphql';
import { expect, test } from 'vitest';
import { Permit } from './permit.ts';
import { buildGuardedSchema } from './schema.ts';

@ObjectType()
class Forgotten {
  @Field(() => String)
  @Permit('PUBLIC')
  declared!: string;

  @Field(() => String)
  undeclared!: string;
}

@Resolver()
class ForgetfulResolver {
  @Query(() => Forgotten)
  @Permit('PUBLIC')
  forgotten(): Forgotten {
    return { declared: 'a', undeclared: 'b' };
  }

  @Query(() => String)
  alsoForgotten(): string {
    return 'c';
  }
}

test('a field that nobody thought about keeps the schema from being built, and is named', () => {
  expect(() => buildGuardedSchema([ForgetfulResolver])).toThrow(
    'Fields without @Permit: Query.alsoForgotten, Forgotten.undeclared',
  );
});
