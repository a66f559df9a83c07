/** A unit's verbs behind the glass: what goes at once where there is signal, and what is sealed where there is none. */
import { computed, ref } from 'vue'

import { Failure } from '@/domain/problem'
import type { ReplyVerb } from '@/domain/report'
import type { TaskKind } from '@/domain/tasks'
import type { Phone, TaskCase } from '@/phone/types'
import { useObserved } from '@/ui/useObserved'
import type { Reply } from './useReply'
import { replyIn } from './useTasks'
import { useTaskWords } from './words'
import { noteSaved } from '../capture/savedNote'

interface Given {
  readonly task: TaskCase
  readonly kind: TaskKind
  readonly reply: Reply
  readonly phone: Phone
  /** Leaves the page. */
  readonly done: () => unknown
}

/** A refusal in the person's words, with what to do. */
export function useFailureWords(): (error: unknown) => string {
  const { t, te } = useTaskWords()
  return (error) => {
    if (!(error instanceof Failure) || error.status === 0) return t('tasks.failed.no-network')
    const key = `tasks.failed.${error.slug}`
    return te(key) ? t(key) : t('tasks.failed.other', { detail: error.problem?.detail ?? error.slug })
  }
}

export function useHandling(given: Given) {
  const failureWords = useFailureWords()
  const views = useObserved(given.phone.outbox.observe, [])
  const busy = ref(false)
  const failure = ref('')
  const slug = () => given.task.category.slug ?? null
  const first = () => ({ verb: (given.kind === 'arrive' ? 'arrive' : 'dispose') as ReplyVerb, rev: given.task.rev })
  const claimQueued = computed(() => replyIn(views.value, given.task, ['claim'])?.word !== undefined)

  async function finish(verb: ReplyVerb): Promise<void> {
    if ((await given.reply.ensure({ ...first(), verb }, slug())) === null) return
    const saved = { category: slug(), photos: given.reply.photos.value.length }
    if (!(await given.reply.seal(verb, given.task.rev))) return
    noteSaved({ ...saved, at: Date.now() })
    if (verb !== 'claim') given.done()
  }

  /** At once where there is signal, so that others see it; without, it is kept and goes first. */
  async function claim(): Promise<void> {
    busy.value = true
    failure.value = ''
    try {
      await (await given.phone.tasks()).move(given.task, { verb: 'claim' })
    } catch (error) {
      if (error instanceof Failure && error.status > 0) await refused(error)
      else await finish('claim')
    } finally {
      busy.value = false
    }
  }

  async function refused(error: Failure): Promise<void> {
    failure.value = failureWords(error)
    await (await given.phone.tasks()).refresh().catch(() => undefined)
  }

  return {
    busy, failure, claimQueued, claim, finish,
    shoot: () => given.reply.shoot(first(), slug(), given.kind === 'arrive' ? 'scene' : 'after'),
    write: (note: string) => void given.reply.writeNote(first(), slug(), note),
  }
}
