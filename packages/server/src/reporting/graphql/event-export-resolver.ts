import { Arg, FieldResolver, Resolver, Root } from 'type-graphql';
import { Permit } from '../../platform/graphql/index.ts';
import { type EventExportFormat as EventExportFormatName, eventsExportPath } from '../index.ts';
import { SpendEventConnection } from './spend-event-types.ts';
import { EventExportFormat } from './usage-enums.ts';

@Resolver(() => SpendEventConnection)
export class EventExportResolver {
  @FieldResolver(() => String, {
    description: 'Downloads all that the search finds, latest first, with the same credentials.',
  })
  @Permit('READ_INTERNALS', { own: true })
  exportPath(
    @Root() { request }: SpendEventConnection,
    @Arg('format', () => EventExportFormat, { defaultValue: 'csv' }) format: EventExportFormatName,
  ): string {
    return eventsExportPath(request, format);
  }
}
