/**
 * Whether this phone should be told to put the app on its home screen: installed apps keep their data, tabs may not.
 * Knows the browser's install prompt; must not know screens.
 */
import { computed, readonly, ref, shallowRef } from 'vue'

import { textBox } from '@/phone/boxes'
import { inAppName } from '@/phone/inApp'

interface InstallPrompt extends Event {
  prompt(): Promise<unknown>
}

const PUT_OFF = 'xj-install-put-off'
const PUT_OFF_MS = 7 * 24 * 3600 * 1000

const box = textBox(PUT_OFF)
const offer = shallowRef<InstallPrompt | null>(null)
const putOff = ref(false)

/** Call once at start: the browser offers installing before any screen is there. */
export function listenForInstall(): void {
  putOff.value = Date.now() - Number(box.get() ?? 0) < PUT_OFF_MS
  addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault()
    offer.value = event as InstallPrompt
  })
  addEventListener('appinstalled', () => (offer.value = null))
}

/** Safari has no prompt; the words must say where the button is. */
function isIosTab(): boolean {
  const standalone = (navigator as Navigator & { standalone?: boolean }).standalone
  return standalone === false
}

export function useInstall() {
  const way = computed<'prompt' | 'ios' | 'in-app' | null>(() => {
    // Such an app may clear everything with its own cache; that is said every time.
    if (inAppName(navigator.userAgent) !== null) return 'in-app'
    if (putOff.value) return null
    return offer.value ? 'prompt' : isIosTab() ? 'ios' : null
  })

  async function install(): Promise<void> {
    await offer.value?.prompt()
    offer.value = null
  }

  function later(): void {
    box.set(String(Date.now()))
    putOff.value = true
  }

  return { way: readonly(way), install, later }
}
