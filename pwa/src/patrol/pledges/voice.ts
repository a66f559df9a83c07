/** The phone's Chinese voice, where it has one. Knows the browser's speech only. */

export interface Voice {
  /** Resolves with true once all of it was said, with false where it was not or was stopped. */
  say(text: string): Promise<boolean>
  stop(): void
}

/** Voices are listed a moment after they are first asked for. */
const LISTED_MS = 1_500
/** What has not begun to speak by then will not: some phones list voices that are not on them. */
const BEGIN_MS = 4_000
/** The slowest voice takes less for a letter. */
const PER_LETTER_MS = 900

/** Null where there is no voice that speaks Chinese, or only one that needs a network that is not there. */
export async function chineseVoice(speech: SpeechSynthesis | undefined = globalThis.speechSynthesis, online = navigator.onLine): Promise<Voice | null> {
  if (!speech) return null
  const voices = await listed(speech)
  const chinese = voices.filter(({ lang }) => /^(zh|cmn)\b/i.test(lang))
  const voice = chinese.find(({ localService }) => localService) ?? (online ? chinese[0] : undefined)
  return voice ? { say: (text) => say(speech, voice, text), stop: () => speech.cancel() } : null
}

function listed(speech: SpeechSynthesis): Promise<SpeechSynthesisVoice[]> {
  const now = speech.getVoices()
  if (now.length > 0) return Promise.resolve(now)
  return new Promise((resolve) => {
    const tell = () => resolve(speech.getVoices())
    speech.addEventListener?.('voiceschanged', tell, { once: true })
    setTimeout(tell, LISTED_MS)
  })
}

function say(speech: SpeechSynthesis, voice: SpeechSynthesisVoice, text: string): Promise<boolean> {
  return new Promise((resolve) => {
    const words = new SpeechSynthesisUtterance(text)
    words.voice = voice
    words.lang = voice.lang
    // A shopkeeper of sixty on a noisy street follows this.
    words.rate = 0.9
    let patience = setTimeout(() => end(false), BEGIN_MS)
    const end = (whole: boolean) => {
      clearTimeout(patience)
      if (!whole) speech.cancel()
      resolve(whole)
    }
    words.onstart = () => {
      clearTimeout(patience)
      patience = setTimeout(() => end(false), BEGIN_MS + text.length * PER_LETTER_MS)
    }
    words.onend = () => end(true)
    words.onerror = () => end(false)
    speech.speak(words)
  })
}
