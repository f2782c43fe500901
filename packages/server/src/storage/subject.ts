import type { Subject } from "./ports.ts";

/** Names the record of a device. */
export function toDeviceSubject(deviceId: string): Subject {
  return `d:${deviceId}`;
}

/** Names the record of a user, whom every linked device reads. */
export function toUserSubject(userId: string): Subject {
  return `u:${userId}`;
}
