import { Boxes, SearchX } from 'lucide-react';
import { useQuery } from 'urql';
import { plural } from '../../lib/counts.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { Table, Th } from '../../ui/table.tsx';
import { PagedRows } from '../paging/paged-rows.tsx';
import { MODEL_COLUMNS, ModelRow } from './model-row.tsx';
import { Models_Query } from './models-query.ts';
import { ProviderFilter } from './provider-filter.tsx';

interface ModelsPanelProps {
  search: string;
  provider: string;
  onProvider: (provider: string) => void;
  onShowAll: () => void;
}

/** Every model that can be called, with what it costs now. */
export function ModelsPanel({ search, provider, onProvider, onShowAll }: ModelsPanelProps) {
  const variables = { search, provider: provider === '' ? null : provider };
  const [result, refetch] = useQuery({
    query: Models_Query,
    variables,
    requestPolicy: 'cache-and-network',
  });
  return (
    <Panel
      title="Models"
      note={result.data && plural(result.data.models.totalCount, 'model')}
      actions={
        <ProviderFilter
          of={result.data?.models.providers ?? []}
          value={provider}
          onChoose={onProvider}
        />
      }
      footer="Prices at the moment a call is let in. What a past call was charged never changes by a new price."
    >
      <QueryView result={result} onRetry={refetch} skeleton={<SkeletonRows rows={10} />}>
        {({ models }) =>
          models.nodes.length > 0 ? (
            <Table label="Models" className="md:min-w-2xl">
              <thead>
                <tr>
                  <Th>Model</Th>
                  <Th className="max-sm:hidden">Price from</Th>
                  <Th numeric>Input</Th>
                  <Th numeric className="max-md:hidden">
                    Cached input
                  </Th>
                  <Th numeric>Output</Th>
                </tr>
              </thead>
              <tbody>
                <PagedRows
                  key={JSON.stringify(variables)}
                  page={models}
                  query={Models_Query}
                  variables={variables}
                  pick={(data) => data.models}
                  columns={MODEL_COLUMNS}
                  what="models"
                  row={(model) => <ModelRow model={model} />}
                />
              </tbody>
            </Table>
          ) : search === '' && provider === '' ? (
            <Notice icon={Boxes} title="No models yet">
              Put them into config.yaml, or create a deployment through GraphQL.
            </Notice>
          ) : (
            <Notice
              icon={SearchX}
              title="No model matches"
              actions={<Button onClick={onShowAll}>Show all models</Button>}
            />
          )
        }
      </QueryView>
    </Panel>
  );
}
