/**
 * Decides which part of the page hears a key: only the topmost layer, never while somebody types.
 * Knows the window's keydown event; must not know what a key does.
 */
import { onBeforeUnmount, onMounted } from 'vue'

export type KeyMap = Record<string, (event: KeyboardEvent) => void>

interface Layer {
  keys: () => KeyMap
  /** A dialog hides the keys below it; a screen adds its own to those of the frame around it. */
  exclusive: boolean
}

const layers: Layer[] = []
const TEXT_INPUTS = new Set(['text', 'search', 'password', 'number', 'date', 'email', 'tel', 'url', ''])

/** Whether keys belong to a field: there a letter is a letter. */
export function isTyping(target: EventTarget | null): boolean {
  const element = target as HTMLElement | null
  if (!element || typeof element.tagName !== 'string') return false
  if (element.isContentEditable || element.tagName === 'TEXTAREA' || element.tagName === 'SELECT') return true
  return element.tagName === 'INPUT' && TEXT_INPUTS.has((element as HTMLInputElement).type)
}

/**
 * Whether Enter belongs to what has the focus: it presses a button there, and must not give a case away behind it.
 * Of a row that is chosen already the button has nothing more to do.
 */
function isPressing({ key, target }: KeyboardEvent): boolean {
  if (key !== 'Enter') return false
  const pressed = (target as HTMLElement | null)?.closest?.('a[href], button, summary')
  return pressed ? pressed.getAttribute('aria-current') !== 'true' : false
}

/** Finds the handler of a key in the layers that hear, topmost first. */
export function handlerFor(event: KeyboardEvent): ((event: KeyboardEvent) => void) | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return undefined
  if (isTyping(event.target) || isPressing(event)) return undefined
  const name = event.key.length === 1 ? event.key.toLowerCase() : event.key
  for (const layer of [...layers].reverse()) {
    const handler = layer.keys()[name]
    if (handler) return handler
    if (layer.exclusive) return undefined
  }
  return undefined
}

function onKeydown(event: KeyboardEvent): void {
  // A held key would judge one report after another.
  if (event.repeat && !event.key.startsWith('Arrow') && !['j', 'k'].includes(event.key)) return
  const handler = handlerFor(event)
  if (!handler) return
  event.preventDefault()
  handler(event)
}

/** Adds a layer; call the answer to take it away. */
export function addKeys(keys: () => KeyMap, exclusive = false): () => void {
  const layer = { keys, exclusive }
  if (layers.length === 0 && typeof window !== 'undefined') window.addEventListener('keydown', onKeydown)
  layers.push(layer)
  return () => {
    layers.splice(layers.indexOf(layer), 1)
    if (layers.length === 0 && typeof window !== 'undefined') window.removeEventListener('keydown', onKeydown)
  }
}

/** The keys of a component for as long as it is on the page. */
export function useKeys(keys: () => KeyMap, exclusive = false): void {
  let remove = () => {}
  onMounted(() => (remove = addKeys(keys, exclusive)))
  onBeforeUnmount(() => remove())
}
