/**
 * A signing behind the glass: a draft of its own, so on disk with every touch, and sealed into the outbox like any report.
 * Nothing is begun before something is read, written or said.
 */
import { computed, shallowRef, watch } from 'vue'
import { useRouter } from 'vue-router'

import type { Placement } from '@/domain/geography'
import { lacksOfPledge, lacksOfRefusal, newPledge, reworded, unreadItems, withRead, type PledgeDraft, type PledgeWords, type Reading, type Refusal } from '@/domain/pledge'
import { drawnStrokes, keptStrokes, type DrawnStroke } from '@/domain/strokes'
import type { Phone, PhotoRole } from '@/phone/types'
import { useObserved } from '@/ui/useObserved'
import { useReply } from '../tasks/useReply'
import { neighbours, shopsBeside } from './beside'
import { useRegister } from './useRegister'

type Verb = 'sign-pledge' | 'refuse-pledge'

export function usePledge(phone: Phone, shopId: string) {
  const router = useRouter()
  const register = useRegister(phone)
  const reply = useReply(phone, { shop_id: shopId })
  const session = useObserved(phone.session.observe, { state: 'signed-out' as const, person: null })
  const shop = computed(() => register.shopOf(shopId))
  const placement = shallowRef<Placement | null>(null)
  watch(
    shop,
    async (found) => {
      const [lon, lat] = found?.point ?? []
      if (lon !== undefined && lat !== undefined) placement.value = await phone.places.place({ lon, lat, accuracy_m: 0, datum: 'wgs84' })
    },
    { immediate: true },
  )

  const frontage = computed((): Pick<PledgeWords['frontage'], 'left' | 'right' | 'length_m'> => {
    const { pack } = register
    const segment = pack.value?.segments.find(({ code }) => code === placement.value?.segment?.code)
    const { left, right } = pack.value && segment ? neighbours(shopsBeside(pack.value, segment), shopId) : { left: null, right: null }
    return { left: left?.door ?? left?.name ?? '', right: right?.door ?? right?.name ?? '', length_m: null }
  })

  /** As it would be begun, until the first touch; null while this phone lacks the scheme or does not know the shop. */
  const blank = computed((): PledgeDraft | null => {
    const [scheme, found, person] = [register.schemeAt(shopId), shop.value, session.value.person]
    if (!scheme || !found || !person) return null
    const segment = placement.value?.segment ?? null
    return newPledge(scheme, {
      shop: { id: found.id, name: found.name, door: found.door, segment_code: segment?.code ?? null, segment_name: segment?.name ?? null, cell_code: placement.value?.cell?.code ?? null },
      frontage: frontage.value,
      office: register.kit.value?.streets[segment?.code ?? ''] ?? null,
      officer: { id: person.id, work_number: person.username },
    })
  })

  const pledge = computed(() => reply.draft.value?.pledge ?? blank.value)
  /** The version whose words are in the hand, as far as this phone still has it. */
  const scheme = computed(() => register.schemeAt(shopId, pledge.value?.words.scheme.code))
  const verb = computed((): Verb => (reply.draft.value?.reply_to?.verb === 'refuse-pledge' ? 'refuse-pledge' : 'sign-pledge'))
  const unread = computed(() => (pledge.value ? unreadItems(pledge.value) : []))
  const signed = computed(() => (pledge.value?.words.strokes.length ?? 0) > 0)
  const lacks = computed(() => (pledge.value ? lacksOfPledge(pledge.value, reply.photos.value) : null))
  const refusalLacks = computed(() => (pledge.value ? lacksOfRefusal(pledge.value.refusal, reply.photos.value) : null))

  async function write(next: (now: PledgeDraft) => PledgeDraft): Promise<void> {
    const draft = await reply.ensure({ verb: verb.value, rev: null }, null)
    // Looked at again: another touch may have begun the draft meanwhile.
    if (draft && pledge.value) await draft.change({ pledge: next(pledge.value) })
  }

  const writeWords = (more: Partial<PledgeWords>) => write((now) => ({ ...now, words: { ...now.words, ...more } }))
  const read = (reading: Reading) => write((now) => withRead(now, reading))
  const refuse = (more: Partial<Refusal>) => write((now) => ({ ...now, refusal: { ...now.refusal, ...more } }))
  const writeSigner = (more: Partial<PledgeWords['signer']>) => write((now) => ({ ...now, words: { ...now.words, signer: { ...now.words.signer, ...more } } }))
  const writeFrontage = (more: Partial<PledgeWords['frontage']>) => write((now) => ({ ...now, words: { ...now.words, frontage: { ...now.words.frontage, ...more } } }))

  /** By which scheme is signed. What was read out before was another one. */
  async function choose(code: string): Promise<void> {
    const chosen = register.schemeAt(shopId, code)
    if (chosen === null || signed.value || code === pledge.value?.words.scheme.code) return
    await register.api.value?.chooseScheme(code)
    await write((now) => reworded(now, chosen))
  }

  /** The signer's strokes; what was signed is locked until they are taken back. */
  const sign = (drawn: readonly DrawnStroke[]) => writeWords({ strokes: keptStrokes(drawn), signed_at: drawn.length > 0 ? new Date().toISOString() : null })
  const signOfficer = (drawn: readonly DrawnStroke[]) => writeWords({ officer_strokes: keptStrokes(drawn) })

  async function turnTo(next: Verb): Promise<void> {
    const draft = await reply.ensure({ verb: next, rev: null }, null)
    if (draft && !draft.draft.value?.pledge && pledge.value) await draft.change({ pledge: pledge.value })
    await reply.say({ verb: next })
  }

  const shoot = (role: PhotoRole) => reply.shoot({ verb: verb.value, rev: null }, null, role)
  const back = () => router.replace({ name: 'shop', params: { shopId } })

  /** Goes back to the shop once it is sealed on disk. */
  async function save(): Promise<void> {
    const lacking = verb.value === 'sign-pledge' ? lacks.value : refusalLacks.value
    if (lacking === null && (await reply.seal(verb.value, null))) await back()
  }

  /** What was begun goes, with its pictures; nothing of it was signed. */
  async function discard(): Promise<void> {
    const id = reply.draft.value?.id
    if (id && reply.mine.value) await phone.drafts.discard(id)
    await back()
  }

  return {
    ...reply, register, shop, pledge, scheme, verb, unread, signed, lacks, refusalLacks,
    strokes: computed(() => drawnStrokes(pledge.value?.words.strokes ?? [])),
    officerStrokes: computed(() => drawnStrokes(pledge.value?.words.officer_strokes ?? [])),
    read, refuse, choose, writeSigner, writeFrontage, sign, signOfficer, turnTo, shootAs: shoot, save, discard, back,
  }
}

export type PledgeHere = ReturnType<typeof usePledge>
