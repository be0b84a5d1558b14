export const DELIVERY_STATUSES = ['PENDING', 'DELIVERED', 'FAILED', 'SKIPPED'] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

/** An event on its way to an endpoint. */
export interface Delivery {
  readonly id: string;
  readonly endpointId: string;
  /** 1, 2, 3 … of each endpoint. */
  readonly sequence: number;
  readonly eventId: string;
  readonly eventType: string;
  /** External id; null for a ping. */
  readonly customer: string | null;
  readonly body: string;
  readonly status: DeliveryStatus;
  readonly attempts: number;
  readonly createdAt: Date;
  /** When it is tried next, while it is pending. */
  readonly dueAt: Date;
  readonly deliveredAt: Date | null;
  /** What came of the last attempt. */
  readonly lastStatusCode: number | null;
  readonly lastFault: string | null;
}

export interface DeliveryAttempt {
  readonly number: number;
  readonly at: Date;
  readonly statusCode: number | null;
  readonly fault: string | null;
  readonly answer: string | null;
}

export interface DeliveryFilter {
  readonly endpointId: string;
  readonly customer: string | null;
  readonly statuses: readonly DeliveryStatus[];
  readonly events: readonly string[];
}
