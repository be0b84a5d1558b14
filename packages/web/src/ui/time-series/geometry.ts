/** Pixels between the edge of a chart and its bars; the labels of the axes stand there. */
export const MARGIN = { top: 12, right: 4, bottom: 28, left: 56 };

export const HEIGHT = 264;

/** Room that one label of the horizontal axis needs. */
export const TICK_PX = 64;
