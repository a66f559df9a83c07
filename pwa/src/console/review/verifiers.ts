/** Decides who is offered to look on the spot: anybody of the inspectors first, then people by name. Pure. */
import type { Verifier } from '@/domain/views'

/** A row of the list; `anybody` leaves the choice to the server. */
export interface Choice {
  id: string
  name: string
  anybody: boolean
  inspector: boolean
  /** Names of the units. */
  units: string[]
}

const ANYBODY: Choice = { id: '', name: '', anybody: true, inspector: true, units: [] }

/** The units that somebody of the list belongs to, by name. */
export function unitsAmong(people: readonly Verifier[]): { code: string; name: string }[] {
  const known = new Map(people.flatMap(({ units }) => units).map((unit) => [unit.code, unit]))
  return [...known.values()].sort((one, other) => one.name.localeCompare(other.name, 'zh'))
}

/** People of a unit, or all; the server chooses itself only among inspectors, and not within a unit. */
export function verifiersOf(people: readonly Verifier[], unit: string): Choice[] {
  const fit = people.filter((one) => unit === '' || one.units.some(({ code }) => code === unit))
  const named = fit.map((one): Choice => ({ id: one.id, name: one.name, anybody: false, inspector: one.inspector, units: one.units.map(({ name }) => name) }))
  return unit === '' && people.some(({ inspector }) => inspector) ? [ANYBODY, ...named] : named
}
