/** Sentences about imports: findings, remarks, refusals, sizes. Knows the message files. */
import { Failure } from '@/domain/problem'

import { useWords } from '../useWords'
import type { AreaImport, Finding, Layer } from './wire'

const MB = 1024 * 1024
/** Codes named in a sentence; the others are counted. */
const NAMED = 3

export function useAreaWords() {
  const words = useWords()
  const { t, te, refusal, wordFor, segmentName } = words

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

  /** Remarks are told in English sentences; those we know have words of their own. */
  function remark(what: string): string {
    const known = what.toLowerCase().replace(/[^a-z]+/g, '-').replace(/^-|-$/g, '')
    return te(`areas.remark.${known}`) ? t(`areas.remark.${known}`) : what
  }

  /** Why the server said no, to an act on an import (`now` is what is true of it since) or to undoing what is in force. */
  function refusedBecause(error: unknown, now: AreaImport | null): string {
    const slug = error instanceof Failure ? error.slug : 'other'
    if (slug === 'illegal-move' && now === null) return t('areas.undoDialog.refused')
    if (slug === 'illegal-move' && now !== null) {
      if ((now.findings?.must ?? 0) > 0) return t('areas.trouble.must', { n: now.findings?.must ?? 0 })
      if (now.state === 'checked') return t('areas.trouble.checkAgain')
    }
    return te(`areas.trouble.${slug}`) ? t(`areas.trouble.${slug}`) : refusal(error)
  }

  return { ...words, size, findingName, findingWhy, codesName, passed, stateWord, datumName, remark, refusedBecause }
}
