/** What a check is to be asked for, while a person still corrects it. Knows the wire's shapes only. */
import { WANTED } from './fieldRows'
import type { AreaImport, Plan } from './wire'

export const DEPTHS_M = [3, 200] as const
/** What the server takes where no depth is given. */
export const USUAL_DEPTH_M = 15
/** As people write it, or paste it from their programs. */
const CRS = /^(?:EPSG\s*[:：]?\s*)?(\d{4,6})$/i

/** What the server holds, as the form is opened with it; an unanswered datum begins with the best guess. */
export function planOf({ layer, mapping, datum, datum_guess, options }: AreaImport): Plan {
  const whole = Object.fromEntries(WANTED[layer].map((wanted) => [wanted, mapping[wanted] ?? null]))
  return { mapping: whole, datum: datum ?? datum_guess?.[0]?.datum ?? null, options: { ...options } }
}

export function isSamePlan(a: Plan, b: Plan): boolean {
  const flat = ({ mapping, datum, options: { append, adcode, depth_m, crs, table } }: Plan) =>
    JSON.stringify([Object.entries(mapping).sort(), datum, append, adcode || null, depth_m, crs || null, table || null])
  return flat(a) === flat(b)
}

export type PlanFault = 'code' | 'datum' | 'adcode' | 'depth'

/** What has to be mended before a check is worth asking for. */
export function planFaults({ mapping, datum, options }: Plan, { layer }: Pick<AreaImport, 'layer'>): PlanFault[] {
  const faults: PlanFault[] = []
  if (layer === 'cells' && !mapping.code) faults.push('code')
  if (datum === null) faults.push('datum')
  if (options.adcode && !/^[1-9]\d{5}$/.test(options.adcode)) faults.push('adcode')
  const depth = options.depth_m
  if (depth !== null && !(depth >= DEPTHS_M[0] && depth <= DEPTHS_M[1])) faults.push('depth')
  return faults
}

/** As it is sent: what was left empty is nothing. */
export function planToSend({ mapping, datum, options }: Plan): Plan {
  return { mapping, datum, options: { ...options, adcode: options.adcode || null } }
}

/** `EPSG:4547` from `epsg:4547` or `4547`; null for nothing, undefined for what is no number of a system. */
export function readCrs(text: string): string | null | undefined {
  const written = text.trim()
  const number = CRS.exec(written)?.[1]
  return written === '' ? null : number && `EPSG:${number}`
}

/** Has the file read anew, as another coordinate system or another of its layers; what was matched begins anew with it. */
export function planToReread({ layer, datum, options }: AreaImport, crs: string | null, table: string | null): Plan {
  const mapping = Object.fromEntries(WANTED[layer].map((wanted) => [wanted, null]))
  return { mapping, datum: datum ?? 'wgs84', options: { ...options, crs: crs || null, table: table || null } }
}
