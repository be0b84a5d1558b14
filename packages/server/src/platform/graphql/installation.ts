import { Field, ObjectType, Query, Resolver } from 'type-graphql';
import { Permit } from './permit.ts';

@ObjectType({
  description: 'What the page needs to know about this installation before and after login.',
})
@Permit('PUBLIC')
export class Installation {
  @Field(() => String, {
    description: 'Where an OpenAI client points its base URL, ending in /v1.',
  })
  gatewayUrl!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'A model name that answers without any provider account; null when none is configured.',
  })
  exampleModel!: string | null;

  @Field(() => String)
  reportingTimeZone!: string;

  @Field(() => String)
  currency!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Whose login works beside passwords, at /auth/oidc/login; null: nobody’s.',
  })
  signInWith!: string | null;

  @Field(() => String)
  version!: string;
}

@Resolver()
export class InstallationResolver {
  readonly #installation: Installation;

  constructor(installation: Installation) {
    this.#installation = installation;
  }

  @Query(() => Installation)
  @Permit('PUBLIC')
  installation(): Installation {
    return this.#installation;
  }
}
