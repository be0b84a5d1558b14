import { Field, InputType, ObjectType } from 'type-graphql';
import { Permit } from './permit.ts';

@ObjectType({ description: 'One note of the operator.' })
@Permit('SIGNED_IN')
export class MetadataEntry {
  @Field(() => String)
  name!: string;

  @Field(() => String)
  value!: string;
}

@InputType()
export class MetadataEntryInput {
  @Field(() => String)
  name!: string;

  @Field(() => String)
  value!: string;
}

/** In order of their names. */
export function toMetadataEntries(metadata: Readonly<Record<string, string>>): MetadataEntry[] {
  return Object.entries(metadata)
    .map(([name, value]) => ({ name, value }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** Of two values under one name the last one counts. */
export function readMetadata(entries: readonly MetadataEntryInput[]): Record<string, string> {
  return Object.fromEntries(entries.map(({ name, value }) => [name, value]));
}
