/** How the states of imports and versions look beside their words. */
import type { Tone } from '@/ui/components/StateTag.vue'
import type { IconName } from '@/ui/components/icons'

import { isInForce } from './createAreas'
import type { AreaVersion, ImportState } from './wire'

export const STATE_LOOKS: Record<ImportState, { tone: Tone; icon: IconName }> = {
  uploaded: { tone: 'plain', icon: 'document' },
  checking: { tone: 'act', icon: 'refresh' },
  checked: { tone: 'due', icon: 'info' },
  activating: { tone: 'act', icon: 'refresh' },
  active: { tone: 'done', icon: 'done' },
  discarded: { tone: 'hold', icon: 'trash' },
  failed: { tone: 'over', icon: 'alert' },
  undone: { tone: 'hold', icon: 'undo' },
}

export type VersionState = 'inForce' | 'past' | 'skipped' | 'undone'

export const VERSION_LOOKS: Record<VersionState, { tone: Tone; icon: IconName }> = {
  inForce: { tone: 'done', icon: 'done' },
  past: { tone: 'plain', icon: 'clock' },
  skipped: { tone: 'hold', icon: 'right' },
  undone: { tone: 'hold', icon: 'undo' },
}

/** Before any city: the end of what was replaced before it ever counted. */
const BEGINNING = '0002'

export function versionState(version: AreaVersion): VersionState {
  if (version.undone_at !== null) return 'undone'
  if (isInForce(version)) return 'inForce'
  const { valid_from: from, valid_to: to } = version
  return to !== null && (to < BEGINNING || (from !== null && to <= from)) ? 'skipped' : 'past'
}
