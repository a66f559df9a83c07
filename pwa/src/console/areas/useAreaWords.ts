/** Sentences about imports: findings, sizes, what the server says. Knows the message files. */
import { Failure } from '@/domain/problem'

import { useWords } from '../useWords'
import { sentenceOf, type Fact, type Finding, type Layer, type Sentence } from './wire'

const MB = 1024 * 1024
/** Codes named in a sentence; the others are counted. */
const NAMED = 3
/** Facts that are words of the wire, and where their names are. */
const FACT_WORDS: Record<string, string> = { wanted: 'areaFact.wanted', fields: 'areaFact.wanted', side: 'areaFact.side', layer: 'areaFact.layer', state: 'areas.state' }

/** Facts that name a column, if one was chosen. */
const COLUMNS = new Set(['code', 'name'])

/** What is read, and in which language when it is not the one of the page. */
export interface Spoken {
  text: string
  lang?: 'en'
}

export function useAreaWords() {
  const words = useWords()
  const { t, te, locale, refusal, wordFor, segmentName } = words

  function size(bytes: number): string {
    return bytes < MB / 10 ? t('areas.size.kb', { n: Math.max(1, Math.round(bytes / 1024)) }) : t('areas.size.mb', { n: (bytes / MB).toFixed(1) })
  }

  /** What it is and how much of it: `Overlap 10 m`. */
  function findingName(layer: Layer, { kind, metres, m2 }: Pick<Finding, 'kind' | 'metres' | 'm2'>): string {
    const name = wordFor(`areas.finding.${layer}.name`, kind, 'areas.finding.other', { kind })
    const much = metres !== null ? words.distance(metres) : m2 !== null ? t('areas.finding.m2', { n: m2 < 10 ? m2.toFixed(1) : Math.round(m2) }) : null
    return much === null ? name : t('areas.finding.sized', { name, much })
  }

  function findingWhy(layer: Layer, { kind, severity }: Pick<Finding, 'kind' | 'severity'>): string {
    const why = te(`areas.finding.${layer}.why.${kind}`) ? t(`areas.finding.${layer}.why.${kind}`) : ''
    return t('areas.finding.reason', { why, verdict: t(`areas.finding.${severity}`) }).trim()
  }

  /** Segments by their names where these are known. */
  function codesName(codes: readonly string[], names: ReadonlyMap<string, string | null>): string {
    const named = codes.slice(0, NAMED).map((code) => segmentName({ code, name: names.get(code) ?? null }) ?? code)
    const rest = codes.length - named.length
    return [named.join(t('areas.comma')), ...(rest > 0 ? [t('areas.andMore', { n: rest })] : [])].join(' ')
  }

  const passed = (layer: Layer, kind: string) => wordFor(`areas.finding.${layer}.passed`, kind, 'areas.finding.passedOther', { kind })
  const stateWord = (state: string) => wordFor('areas.state', state, 'areas.stateOther', { state })
  const datumName = (datum: string) => wordFor('areas.datum', datum, 'areas.datum.other', { datum })

  /** In the page's language where we know the sentence, else in the server's English. */
  function said({ slug, facts, text }: Sentence): Spoken {
    if (!te(`areaSaid.${slug}`)) return te(`areas.trouble.${slug}`) ? { text: t(`areas.trouble.${slug}`) } : { text, lang: 'en' }
    const slots = Object.entries(facts).map(([name, value]) => [name, slot(name, value)])
    return { text: t(`areaSaid.${slug}`, Object.fromEntries(slots) as Record<string, string>) }
  }

  function slot(name: string, value: Fact): string {
    if (typeof value === 'number') return value.toLocaleString(locale.value)
    if (typeof value === 'string') return value === '' && COLUMNS.has(name) ? t('areaFact.nothing') : factWord(name, value)
    return value.length > 0 ? value.map((one) => factWord(name, one)).join(t('areas.comma')) : t('areaFact.nothing')
  }

  function factWord(name: string, value: string): string {
    const group = FACT_WORDS[name]
    return group === undefined ? value : wordFor(group, value)
  }

  /** Why the server said no. */
  function refusedBecause(error: unknown): Spoken {
    const sentence = sentenceOf(error)
    if (sentence) return said(sentence)
    const slug = error instanceof Failure ? error.slug : 'other'
    return { text: te(`areas.trouble.${slug}`) ? t(`areas.trouble.${slug}`) : refusal(error) }
  }

  return { ...words, size, findingName, findingWhy, codesName, passed, stateWord, datumName, said, refusedBecause }
}
