/** The map of a planned version: what is in sight, fetched in sheets as it is moved. */
import { onScopeDispose, ref, shallowRef } from 'vue'

import { boxOf, NO_GROUND, type Box, type Ground } from '@/ui/map/ground'

import { createSheets, sheetsOf } from '../map/sheets'
import { useWords } from '../useWords'
import { groundOf } from './preview'
import { shapesOf } from './useAreas'
import type { PreviewShape } from './wire'

/** A hand that moves the map pauses longer than this before it looks. */
const PAUSE_MS = 150
const WORLD: Box = [-180, -85, 180, 85]

export function usePreview(id: string) {
  const { segmentName } = useWords()
  const ground = shallowRef<Ground>(NO_GROUND)
  const start = shallowRef<Box | null>(null)
  const failure = shallowRef<unknown>(null)
  const cut = ref(false)
  /** Names by code, of what was seen so far. */
  const names = shallowRef<ReadonlyMap<string, string | null>>(new Map())
  let pause: ReturnType<typeof setTimeout> | undefined
  let inSight: { box: Box; zoom: number } | null = null

  const sheets = createSheets((sheet, signal) => shapesOf(id, sheet.box, sheet.zoom, signal), (arrived) => {
    learn(arrived.shapes)
    show()
  })

  function learn(shapes: readonly PreviewShape[]): void {
    names.value = new Map([...names.value, ...shapes.map(({ code, name }) => [code, name] as const)])
  }

  function show(): void {
    const here = sheets.here()
    ground.value = groundOf(here, segmentName)
    cut.value = here.some(({ complete }) => !complete)
  }

  async function begin(): Promise<void> {
    failure.value = null
    try {
      const { shapes } = await shapesOf(id, WORLD, 0)
      learn(shapes)
      start.value = boxOf(shapes.flatMap(({ lines }) => lines))
    } catch (error) {
      failure.value = error
    }
  }

  function look(next: { box: Box; zoom: number }): void {
    inSight = next
    clearTimeout(pause)
    pause = setTimeout(() => void fetchInSight(), PAUSE_MS)
  }

  async function fetchInSight(): Promise<void> {
    const asked = inSight
    if (asked === null) return
    failure.value = null
    try {
      const coming = sheets.want(sheetsOf(asked.box, asked.zoom))
      if (sheets.whole()) show()
      await coming
    } catch (error) {
      if (asked === inSight) failure.value = error
    }
  }

  onScopeDispose(() => {
    clearTimeout(pause)
    void sheets.want([]).catch(() => undefined)
  })
  return { ground, names, start, failure, cut, begin, look, again: () => (start.value ? fetchInSight() : begin()) }
}

export type PreviewDesk = ReturnType<typeof usePreview>
