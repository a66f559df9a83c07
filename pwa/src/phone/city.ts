/** What the phone reads and tells beside its reports; its code comes behind the first screen, with what sends. */
import type { CityApi } from '@/api/city'
import type { Http } from '@/api/http'

export function createCityBehind(http: Http): CityApi {
  const city = async () => (await import('@/api/city')).createCityApi(http)
  return {
    meta: async () => (await city()).meta(),
    changes: async (cursor) => (await city()).changes(cursor),
    pack: async (etag) => (await city()).pack(etag),
    tasks: async () => (await city()).tasks(),
    around: async (etag) => (await city()).around(etag),
    workingTimes: async () => (await city()).workingTimes(),
    paperKit: async (asked) => (await city()).paperKit(asked),
    pledgeKit: async (etag) => (await city()).pledgeKit(etag),
    fileComplaint: async (one) => (await city()).fileComplaint(one),
    thumb: async (sha256) => (await city()).thumb(sha256),
    tell: async (state, lastWords) => (await city()).tell(state, lastWords),
  }
}
