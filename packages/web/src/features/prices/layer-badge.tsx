import { Badge, type Tone } from '../../ui/badge.tsx';

export type Layer = 'CATALOGUE' | 'CONFIG' | 'CUSTOM' | 'FALLBACK' | 'IMPORT';

const LAYERS: Record<Layer, { label: string; tone: Tone; title: string }> = {
  CONFIG: { label: 'Configuration', tone: 'accent', title: 'Set at the deployment itself' },
  CUSTOM: { label: 'Set here', tone: 'accent', title: 'Set through this page or GraphQL' },
  IMPORT: { label: 'Imported', tone: 'neutral', title: 'From a price map that was imported' },
  CATALOGUE: { label: 'Published', tone: 'neutral', title: 'From the catalogue of list prices' },
  FALLBACK: { label: 'Fallback', tone: 'warn', title: 'What is charged for want of a price' },
};

export function layerName(layer: Layer): string {
  return LAYERS[layer].label;
}

/** Where a price is from. */
export function LayerBadge({ layer }: { layer: Layer }) {
  const { label, tone, title } = LAYERS[layer];
  return (
    <Badge tone={tone} title={title}>
      {label}
    </Badge>
  );
}
