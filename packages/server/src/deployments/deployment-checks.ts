/** What a deployment answered when it was asked for next to nothing. */
export interface DeploymentCheck {
  readonly succeeded: boolean;
  /** Null when nothing answered. */
  readonly httpStatus: number | null;
  readonly message: string | null;
  readonly durationMs: number;
  readonly checkedAt: Date;
}

/** What the gateway of this process knows of a deployment. */
export interface DeploymentHealth {
  readonly status: 'healthy' | 'unhealthy' | 'cooling' | 'unknown';
  readonly inFlight: number;
  /** Null when it was never asked, or has answered calls since. */
  readonly check: DeploymentCheck | null;
}

/** Who calls deployments: the gateway, handed in by the composition root. */
export interface DeploymentChecks {
  /** Null when it is not called here. */
  healthOf(id: string): DeploymentHealth | null;
  /** Asks it now. Null when there is nothing cheap to ask it for, or no budget pays for it. */
  check(id: string): Promise<DeploymentCheck | null>;
}
