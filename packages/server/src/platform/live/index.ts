export { LatestValue } from './latest-value.ts';
export { type FeedTiming, LiveFeed } from './live-feed.ts';
