export { LatestValue } from './latest-value.ts';
export { LiveFeed } from './live-feed.ts';
export { Pace } from './pace.ts';
