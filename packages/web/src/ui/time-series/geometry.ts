/** Pixels between the edge of a chart and its bars; the labels of the axes stand there. */
export const MARGIN = { top: 12, right: 4, bottom: 28, left: 72 };

/** Tall where there is room, so that it stands level with the table beside it. */
export function heightFor(width: number): number {
  return width < 480 ? 232 : 316;
}

/** Room that one label of the horizontal axis needs. */
export const TICK_PX = 64;
