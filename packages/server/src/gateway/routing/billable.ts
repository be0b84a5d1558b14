import type { Deployment } from '../upstream/deployment.ts';

/** Those a call may be sent to: they have a price at that moment, or may run without one. */
export function billable(deployments: readonly Deployment[], at: Date): Deployment[] {
  return deployments.filter((each) => each.unpriced === 'flag' || each.price.at(at) !== null);
}
