/** Tasks for the screens: read from the mirror, done through the outbox or, online, at once. Comes behind the first screen. */
import { createCasesApi } from '@/api/cases'
import { photoUrl } from '@/api/courier'
import { createHttp } from '@/api/http'
import { countingOf } from '@/domain/case-clock'
import { ruleOf, suspectsOf } from '@/domain/duplicates'
import { permitsHere } from '@/domain/permits'
import type { TaskCase } from '@/domain/tasks'
import { factIn } from '@/storage/facts'
import { observeQuery } from '@/storage/observe'
import { packCategories, packPermits } from '@/storage/packs'
import { nearbyCases, pictureOfCase, putTask, taskIn, tasksIn, thumbIn } from '@/storage/tasks'
import { pullWork } from '@/sync/work'

import type { Parts } from './parts'
import type { Tasks } from './types'

export function createTasks({ db, city, now }: Pick<Parts, 'db' | 'city' | 'now'>, http = createHttp()): Tasks {
  const cases = createCasesApi<TaskCase>(http)
  return {
    observe: (onChange) => observeQuery(() => tasksIn(db), onChange),
    observeOne: (caseNo, onChange) => observeQuery(async () => (await taskIn(db, caseNo)) ?? null, onChange),
    get: async (caseNo) => (await taskIn(db, caseNo)) ?? null,
    observeCounting: (onChange) => observeQuery(async () => countingOf((await factIn(db, 'working_times')) ?? null), onChange),
    observeNearby: (onChange) => observeQuery(() => db.nearby.toArray(), onChange),
    async refresh() {
      const { pullChanges } = await import('@/sync/pull')
      await pullChanges(db, city)
      await pullWork(db, city, now())
    },
    async move(task, order) {
      await putTask(db, await cases.move(task.case_no, order, task.rev))
    },
    observeThumb: (sha256, onChange) => observeQuery(() => thumbIn(db, sha256), onChange),
    screenUrl: (sha256) => photoUrl(sha256, 'screen'),
    async suspects(finding) {
      const categories = await packCategories(db)
      const rule = ruleOf(categories.find(({ slug }) => slug === finding.category))
      if (rule === null) return []
      const suspects = suspectsOf(finding, await nearbyCases(db), rule)
      return Promise.all(suspects.map(async (one) => ({ ...one, picture: await pictureOfCase(db, one.case.case_no) })))
    },
    permits: async (looked) => permitsHere(await packPermits(db), looked),
  }
}
