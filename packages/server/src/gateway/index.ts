export { Gateway, type GatewayOptions } from './gateway.ts';
export { eventOfOpening } from './opening.ts';
export type { GatewayKey, KeyDirectory } from './request/authenticate.ts';
export type { ResponseOrigin, ResponseStore } from './responses/response-origins.ts';
export { SqlResponseStore } from './responses/sql/response-rows.ts';
export { Router, type RouterOptions } from './routing/router.ts';
export { type SimProvider, startSimProvider } from './sim/sim-provider.ts';
export { createDeployments, type Deployment, deploymentFactory } from './upstream/deployments.ts';
export { UpstreamPools } from './upstream/pools.ts';
