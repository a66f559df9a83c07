/** Which symbol stands for a category. Slugs a later catalogue brings get the symbol of their group or the plain one. */
import type { IconName } from '@/ui/components/icons'

/** First match counts, so the particular stands before the general. */
const LOOKS: readonly (readonly [RegExp, IconName])[] = [
  [/out_of_shop|promotion/, 'thing-shop'],
  [/motor_vehicle|^sl1_parking|order_parking|fire_lane|car_wash/, 'thing-car'],
  [/shared_bike/, 'thing-bike'],
  [/accessible_path|road_damage|spillage|illegal_ramp|parking_lock/, 'thing-road'],
  [/road_occupying|mobile_vendor|bbq|scrap/, 'thing-stall'],
  [/snow/, 'thing-snow'],
  [/greening|greenery/, 'thing-tree'],
  [/lighting/, 'thing-lamp'],
  [/wires/, 'thing-wires'],
  [/flyposting|handbills|posting/, 'thing-flyer'],
  [/^sl4_|signboard|outdoor_ad|ad_fall|banner|facade/, 'thing-board'],
  [/drying|hanging|flags/, 'thing-hanger'],
  [/construction/, 'thing-cone'],
  [/garbage|rubble|medical|bin_overflow/, 'thing-bag'],
  [/misc_piles|furniture|stacking/, 'thing-boxes'],
  [/litter|dirty|cleanliness|sanitation/, 'thing-broom'],
  [/^sl7_|waterlogging/, 'thing-drop'],
  [/^sl6_|building|ac_unit/, 'thing-house'],
  [/^manhole/, 'thing-cover'],
]

export function categoryIcon(slug: string): IconName {
  if (/non_motor_vehicle/.test(slug)) return 'thing-bike'
  return LOOKS.find(([pattern]) => pattern.test(slug))?.[1] ?? 'thing-more'
}
