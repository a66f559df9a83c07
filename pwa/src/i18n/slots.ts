/**
 * Fills in messages: `{name}` is a slot, `{'…'}` stands for what is between the quotes. The message files need no more than
 * that (their test sees to it), and the library's own compiler weighs as much as a screen.
 */
import { registerMessageCompiler, type MessageCompiler, type MessageContext, type MessageFunction } from '@intlify/core-base'

const SLOT = /\{(?:(\w+)|'([^']*)')\}/
const known = new Map<string, MessageFunction>()

const fillSlots: MessageCompiler = (message) => {
  const text = String(message)
  const found = known.get(text) ?? filler(text)
  known.set(text, found)
  return found
}

/** To be called before words are made: every text of the app is filled in here from then on. */
export const fillOurselves = () => registerMessageCompiler(fillSlots)

function filler(text: string): MessageFunction {
  // Behind the text before it each slot leaves two parts: its name, and what was quoted; one of them is nothing.
  const parts = text.split(SLOT).map((part, at) => ({ part, slot: at % 3 === 1 })).filter(({ part }) => part)
  return ({ named }: MessageContext) => parts.map(({ part, slot }) => (slot ? String(named(part) ?? '') : part)).join('')
}
