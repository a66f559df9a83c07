/**
 * Sentences that several screens build from data: moments, distances, categories, refusals.
 * Knows the message files; must not know where data comes from.
 */
import { useI18n } from 'vue-i18n'

import { Failure } from '@/domain/problem'
import type { Limit } from '@/domain/views'

import { when } from './when'

/** One decimal below ten metres, none above: no fix is better than that. */
const FINE_BELOW_M = 10

type Names = { name_zh?: string; name_en?: string }

export function useWords() {
  const { t, te, locale } = useI18n()

  function distance(metres: number): string {
    if (metres >= 1000) return t('distance.km', { n: (metres / 1000).toFixed(1) })
    const rounded = metres < FINE_BELOW_M ? Math.round(metres * 10) / 10 : Math.round(metres)
    return t('distance.m', { n: rounded })
  }

  function moment(iso: string | null | undefined, now = new Date()): string {
    const told = when(iso, now)
    if (told.day === 'unknown') return t('when.unknown')
    if (told.day === 'other') return `${told.date} ${told.time}`
    return t(`when.${told.day}`, { time: told.time })
  }

  /** As short as a list needs it: the time today, else the day. */
  function brief(iso: string | null | undefined, now = new Date()): string {
    const told = when(iso, now)
    if (told.day === 'today') return told.time
    return told.day === 'other' ? told.date : moment(iso, now)
  }

  function categoryName(slug: string | null | undefined, entry: Names | undefined): string {
    if (!slug) return t('review.noCategory')
    const name = locale.value === 'en' ? entry?.name_en : entry?.name_zh
    return name ?? t('review.unknownCategory', { slug })
  }

  function refusal(error: unknown): string {
    const slug = error instanceof Failure ? error.slug : 'other'
    const id = error instanceof Failure ? (error.problem?.facts.request_id ?? '—') : '—'
    return te(`trouble.${slug}`) ? t(`trouble.${slug}`, { id: String(id) }) : t('trouble.other')
  }

  /** A segment as people tell it apart from the next one of its road: name and, from codes that end in one, section. */
  function segmentName(segment: { code: string; name: string | null } | null | undefined): string | null {
    if (!segment) return null
    const section = /-S(\d+)$/.exec(segment.code)?.[1]
    if (!segment.name) return segment.code
    return section ? t('place.section', { name: segment.name, n: section }) : segment.name
  }

  /** A limit as a list shows it: `3 hours`. */
  function limitText({ value, unit }: Pick<Limit, 'value' | 'unit'>): string {
    return te(`limit.unit.${unit}`) ? t(`limit.unit.${unit}`, { n: value }) : t('limit.unknownUnit', { n: value, unit })
  }

  /** A message for a word of the wire; for one that is new, a generic message, or else the word itself. */
  function wordFor(group: string, word: string | number | null | undefined, generic?: string, slots: Record<string, unknown> = {}): string {
    const key = `${group}.${word}`
    if (te(key)) return t(key, slots)
    return generic === undefined ? String(word ?? '') : t(generic, slots)
  }

  return { t, te, locale, distance, moment, brief, categoryName, refusal, wordFor, limitText, segmentName }
}
