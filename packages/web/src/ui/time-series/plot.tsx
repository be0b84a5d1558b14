import { Line, type LineCustomSvgLayerProps } from '@nivo/line';
import { MARGIN } from './geometry.ts';
import type { Band } from './prepare.ts';

interface PlotSeries {
  id: string;
  colour: string;
  data: { x: number; y: number }[];
}

type LayerProps = LineCustomSvgLayerProps<PlotSeries>;

export interface PlotProps {
  width: number;
  height: number;
  bands: readonly Band[];
  /** The height that each bucket had before; empty for none. */
  before: readonly number[];
  bucketCount: number;
  ticks: readonly { bucket: number; label: string }[];
  formatValue: (value: number) => string;
  label: string;
}

const THEME = {
  text: { fontFamily: 'inherit', fontSize: 11 },
  axis: { ticks: { text: { fill: 'var(--ink-faint)' } } },
  grid: { line: { stroke: 'var(--line)' } },
};

/**
 * Stacked steps: each bucket is as wide as the time it stands for. The horizontal scale is the
 * bucket's number and not its time, so no time zone takes part in the drawing.
 * All bands are dense (see prepare.ts); at full opacity no band shows through another.
 */
export function Plot(props: PlotProps) {
  const { bands, before, bucketCount, ticks } = props;
  const labels = new Map(ticks.map((tick) => [tick.bucket + 0.5, tick.label]));
  return (
    <Line<PlotSeries>
      width={props.width}
      height={props.height}
      margin={MARGIN}
      data={bands.map(toSteps)}
      colors={(series) => series.colour}
      xScale={{ type: 'linear', min: 0, max: bucketCount }}
      yScale={{ type: 'linear', min: 0, max: highest(bands, before), stacked: true, nice: 4 }}
      curve="stepAfter"
      enableArea
      areaOpacity={1}
      lineWidth={0}
      enablePoints={false}
      enableGridX={false}
      gridYValues={4}
      isInteractive={false}
      animate={false}
      theme={THEME}
      role="img"
      ariaLabel={props.label}
      axisLeft={{ tickSize: 0, tickPadding: 8, tickValues: 4, format: props.formatValue }}
      axisBottom={{
        tickSize: 0,
        tickPadding: 10,
        tickValues: [...labels.keys()],
        format: (position: number) => labels.get(position) ?? '',
      }}
      layers={[
        'grid',
        'axes',
        Bands,
        Seams,
        (layer: LayerProps) => <Before {...layer} before={before} />,
      ]}
    />
  );
}

/** The top of the scale: of what is stacked and of what was before. Without either it is chosen. */
function highest(bands: readonly Band[], before: readonly number[]): number | 'auto' {
  if (before.length === 0) return 'auto';
  const stacks = (bands[0]?.lengths ?? []).map((_, bucket) =>
    bands.reduce((sum, band) => sum + (band.lengths[bucket] ?? 0), 0),
  );
  return Math.max(...stacks, ...before) || 'auto';
}

function toSteps(band: Band): PlotSeries {
  const data = band.lengths.map((y, x) => ({ x, y }));
  const last = band.lengths.at(-1) ?? 0;
  return { id: band.id, colour: band.colour, data: [...data, { x: data.length, y: last }] };
}

/**
 * The areas, each from the baseline up and the highest first, so that the lower ones cover it. Drawn
 * here because nivo's own layer animates its paths and can be left showing the previous ones.
 */
function Bands({ series, areaGenerator }: LayerProps) {
  return series.toReversed().map((one) => {
    const outline = areaGenerator(one.data.map((datum) => datum.position));
    return outline && <path key={one.id} d={outline} fill={one.color} />;
  });
}

/** Thin gaps between buckets, as high as the lower neighbour, which make the steps read as bars. */
function Seams({ series, xScale, innerHeight }: LayerProps) {
  const tops = topsOf(series, innerHeight);
  const stepPx = xScale(1) - xScale(0);
  const gapPx = stepPx < 5 ? 0.5 : Math.min(4, stepPx * 0.16);
  return tops.slice(1, -1).map((top, index) => (
    <line
      // biome-ignore lint/suspicious/noArrayIndexKey: a seam is its position
      key={index}
      x1={xScale(index + 1)}
      x2={xScale(index + 1)}
      y1={Math.min(top, tops[index] ?? top) - 1}
      y2={innerHeight}
      stroke="var(--surface)"
      strokeWidth={gapPx}
    />
  ));
}

function topsOf(series: LayerProps['series'], innerHeight: number): number[] {
  const length = Math.max(0, ...series.map((one) => one.data.length));
  return Array.from({ length }, (_, at) =>
    Math.min(innerHeight, ...series.map((one) => one.data[at]?.position.y ?? innerHeight)),
  );
}

/** What was before, as a dashed step over the bars. */
function Before({ before, xScale, yScale }: LayerProps & { before: readonly number[] }) {
  const steps = before.map(
    (value, at) => `${xScale(at)},${yScale(value)} ${xScale(at + 1)},${yScale(value)}`,
  );
  return (
    <polyline
      points={steps.join(' ')}
      fill="none"
      stroke="var(--ink-soft)"
      strokeWidth={1.5}
      strokeDasharray="4 3"
    />
  );
}
