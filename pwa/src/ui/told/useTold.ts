/** Says what somebody was told. How moments and categories are named is the screen's to say. */
import { useI18n } from 'vue-i18n'

import type { MessageView } from '@/domain/messages'

import { MOMENTS, toldParts } from './toldParts'

export interface Naming {
  moment: (iso: string) => string
  category: (slugOrName: string) => string
}

type Said = Pick<MessageView, 'kind' | 'case_no' | 'facts'>

export function useTold({ moment, category }: Naming) {
  const { t, te } = useI18n({ useScope: 'global' })

  function title(message: Said): string {
    const { kind, slots } = toldParts(message)
    return t(te(`told.kind.${kind}`) ? `told.kind.${kind}` : 'told.kind.other', slots)
  }

  function details(message: Said): string[] {
    return toldParts(message).details.map(({ name, value }) => t(`told.detail.${name}`, { value: named(name, value) }))
  }

  function named(name: string, value: string): string {
    if (MOMENTS.includes(name)) return moment(value)
    if (name === 'category') return category(value)
    return te(`told.word.${value}`) ? t(`told.word.${value}`) : value
  }

  return { title, details }
}
