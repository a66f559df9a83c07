/** Asks everything the check before leaving asks, and knows the button that fixes each line. */
import { computed, onMounted, ref, shallowRef } from 'vue'
import { useRouter } from 'vue-router'

import type { Phone, Readiness } from '@/phone/types'
import { noteCheck } from './lastCheck'
import { firstToFix, openLines, readyLines, storageOnly, type CameraAnswer, type ReadyLine } from './readyLines'
import { troubleOf } from '../capture/useDraft'
import { usePosition, type PositionWatch } from '../place/positionWatch'
import { useNow } from '../time/useNow'

export function useReadyCheck(phone: Phone, positions: PositionWatch) {
  const router = useRouter()
  const now = useNow(5000)
  const position = usePosition(positions)
  const readiness = shallowRef<Readiness | null>(null)
  /** Why nothing could be read, in the word of the trouble. */
  const unread = ref<string | null>(null)
  const camera = ref<CameraAnswer>('not-asked')
  const checking = ref(false)

  const lines = computed<ReadyLine[]>(() => {
    if (unread.value !== null) return storageOnly(unread.value)
    if (readiness.value === null) return []
    const { state, fix } = position.value
    const answers = {
      ...readiness.value,
      camera: camera.value,
      position: { known: fix !== null, blocked: state === 'blocked', accuracy_m: fix?.accuracy_m ?? null },
    }
    return readyLines(answers, now.value)
  })
  const toFix = computed(() => firstToFix(lines.value))
  const open = computed(() => openLines(lines.value))
  const stopped = computed(() => lines.value.some((line) => line.state === 'stop'))

  async function check(): Promise<void> {
    if (checking.value) return
    checking.value = true
    try {
      ;[readiness.value, camera.value] = await Promise.all([phone.readiness(), askCamera(camera.value === 'works')])
      unread.value = null
    } catch (error) {
      unread.value = troubleOf(error)
    } finally {
      noteCheck(open.value, Date.now())
      checking.value = false
    }
  }

  async function tryCamera(): Promise<void> {
    camera.value = await askCamera(true)
  }

  const fixes: Partial<Record<ReadyLine['key'], () => Promise<unknown>>> = {
    session: () => router.push({ name: 'login' }),
    pack: () => phone.places.refresh(),
    camera: tryCamera,
    persisted: () => phone.askToKeep(),
    outbox: () => phone.sync.now(),
    storage: () => router.push({ name: 'outbox' }),
    browser: () => router.push({ name: 'browser' }),
    calibration: () => router.push({ name: 'calibrate' }),
  }
  const canFix = (line: ReadyLine) => line.key in fixes

  async function fix(line: ReadyLine): Promise<void> {
    await fixes[line.key]?.().catch(() => undefined)
    await check()
  }

  onMounted(check)
  return { lines, toFix, open, stopped, checking, check, fix, canFix }
}

/** Opens the camera only when it may: a check must not surprise with a question. `ask` after the person's own tap. */
async function askCamera(ask: boolean): Promise<CameraAnswer> {
  if (!navigator.mediaDevices?.getUserMedia) return 'missing'
  const state = await permission()
  if (state === 'denied') return 'refused'
  if (state === 'granted') return (await hasCamera()) ? 'works' : 'missing'
  if (!ask) return 'not-asked'
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ video: true })
    for (const track of stream.getTracks()) track.stop()
    return 'works'
  } catch (error) {
    return (error as DOMException).name === 'NotFoundError' ? 'missing' : 'refused'
  }
}

async function permission(): Promise<PermissionState> {
  try {
    return (await navigator.permissions.query({ name: 'camera' as PermissionName })).state
  } catch {
    return 'prompt'
  }
}

async function hasCamera(): Promise<boolean> {
  const devices = await navigator.mediaDevices.enumerateDevices().catch(() => [])
  return devices.some((device) => device.kind === 'videoinput')
}
