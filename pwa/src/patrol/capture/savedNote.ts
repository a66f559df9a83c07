/** What was just put safely on this phone, for the line on the home screen. Set only after sealing resolved. */
import { readonly, shallowRef } from 'vue'

export interface SavedNote {
  category: string | null
  photos: number
  at: number
}

const note = shallowRef<SavedNote | null>(null)

export const savedNote = readonly(note)

export function noteSaved(saved: SavedNote): void {
  note.value = saved
}

export function forgetSaved(): void {
  note.value = null
}
