/** An entry for one size of image of a model: `hd/1024-x-1792/dall-e-3`, `1024-x-1024/50-steps/…`. */
export interface ImageEntry {
  readonly model: string;
  /** `hd/1024x1792`, as in the price key of its images. */
  readonly variant: string;
  readonly pixels: bigint;
}

const NAME =
  /^(?<provider>[^/]+\/)?(?<quality>low|medium|high|standard|hd|auto)?\/?(?<width>\d{2,5})-x-(?<height>\d{2,5})\/(?<steps>\d+-steps\/|max-steps\/)?(?<model>.+)$/;

/** Null for an entry that is a model's own. */
export function imageEntryOf(name: string): ImageEntry | null {
  const { provider = '', quality, width, height, steps, model } = groupsOf(name);
  if (width === undefined || height === undefined || model === undefined) return null;
  const isQuality = /^(low|medium|high|standard|hd|auto)\/$/.test(provider);
  const parts = [
    isQuality ? provider.slice(0, -1) : quality,
    steps?.slice(0, -1),
    `${Number(width)}x${Number(height)}`,
  ];
  return {
    model: isQuality ? model : provider + model,
    variant: parts.filter((part) => part !== undefined && part !== '').join('/'),
    pixels: BigInt(width) * BigInt(height),
  };
}

function groupsOf(name: string): Readonly<Record<string, string | undefined>> {
  return NAME.exec(name)?.groups ?? {};
}
