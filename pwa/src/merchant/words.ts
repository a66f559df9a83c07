/** The page's words in both languages, and how it says moments and spans. Times are those of the city, whatever the phone's zone is. */
import english from '@/i18n/messages/en/merchant.json'
import chinese from '@/i18n/messages/zh-CN/merchant.json'
import { filled } from '@/ui/elements'
import type { Trouble } from './door'
import type { Office } from './wire'

export type Words = typeof chinese.merchant
export type Locale = 'zh-CN' | 'en'
export const WORDS: Record<Locale, Words> = { 'zh-CN': chinese.merchant, en: english.merchant }
const ZONE = 'Asia/Shanghai'
const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

export const otherLocale = (locale: Locale): Locale => (locale === 'en' ? 'zh-CN' : 'en')

/** The phone's language where the page has it, Chinese where the phone does not say. */
export function localeOf(language: string): Locale {
  return language === '' || language.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en'
}

/** A day of the city as 2026-11-20. */
function dayOf(ms: number): string {
  return new Intl.DateTimeFormat('sv-SE', { year: 'numeric', month: '2-digit', day: '2-digit', timeZone: ZONE }).format(ms)
}

/** "today 17:30", or date and time; `now` in milliseconds since 1970. */
export function moment(locale: Locale, iso: string, now: number): string {
  const at = Date.parse(iso)
  if (Number.isNaN(at)) return iso
  const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: ZONE }).format(at)
  const words = WORDS[locale].time
  const near = { [dayOf(now)]: words.today, [dayOf(now + DAY_MS)]: words.tomorrow, [dayOf(now - DAY_MS)]: words.yesterday }[dayOf(at)]
  if (near) return filled(near, { time })
  const year = dayOf(at).slice(0, 4) === dayOf(now).slice(0, 4) ? undefined : 'numeric'
  return `${new Intl.DateTimeFormat(locale, { year, month: 'short', day: 'numeric', timeZone: ZONE }).format(at)} ${time}`
}

/** How long it is until `iso`, or since: in two units at most. */
export function left(locale: Locale, iso: string, now: number): string {
  const words = WORDS[locale].time
  const until = Date.parse(iso) - now
  const minutes = Math.floor(Math.abs(until) / MINUTE_MS)
  const [d, h, m] = [Math.floor(minutes / 1440), Math.floor(minutes / 60), minutes % 60]
  const span = d > 0 ? filled(words.days, { d, h: h % 24 }) : h > 0 ? filled(words.hours, { h, m }) : filled(words.minutes, { m })
  return filled(until < 0 ? words.over : words.left, { span })
}

/** A small number as people say it: 五 in Chinese. */
export function spoken(locale: Locale, n: number): string {
  return locale === 'zh-CN' && n < 10 ? new Intl.NumberFormat('zh-CN-u-nu-hanidec').format(n) : String(n)
}

/** Whom to call or visit, as far as the city has said. */
export function officeWords(words: Words, office: Office | null): string {
  return office ? `${office.name} ${office.phone ?? ''}`.trim() : words.office
}

export function troubleWords(words: Words, trouble: Trouble): string {
  if (trouble.word === 'busy') return filled(words.failed.busy, { n: trouble.minutes })
  const told = words.failed as Record<string, string>
  return told[trouble.word] ?? words.failed.other
}
