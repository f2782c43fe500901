/** How long a lease's token is good, in milliseconds: longer than any read of the truth that it was taken for. */
export const LEASE_MS = 10_000;
