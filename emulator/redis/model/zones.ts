// The zone of the API's times, which carry none.

import type { Behaviour } from './behaviour';

/** Standard time, in minutes east of UTC; a region that is not here has that of China. */
const OFFSETS: Readonly<Record<string, number>> = {
  'ap-tokyo': 540,
  'ap-seoul': 540,
  'ap-bangkok': 420,
  'ap-jakarta': 420,
  'ap-mumbai': 330,
  'eu-frankfurt': 60,
  'na-ashburn': -300,
  'na-toronto': -300,
  'na-siliconvalley': -480,
  'sa-saopaulo': -180,
};

/** Minutes east of UTC. */
export function offsetOf(scene: { behaviour: Behaviour; region: string }): number {
  const { timeZoneOffsetMinutes } = scene.behaviour;
  if (timeZoneOffsetMinutes !== "the region's own") return timeZoneOffsetMinutes;
  return regionOffset(scene.region);
}

/** A region's standard time, in minutes east of UTC. */
export const regionOffset = (region: string): number => OFFSETS[region] ?? 480;
