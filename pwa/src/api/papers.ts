/** What a phone takes along to give out papers without signal. */
import type { PaperKit } from '@/domain/paper'
import { Failure } from '@/domain/problem'
import { isRecord } from '@/domain/shapes'

import type { Http } from './http'

export interface KitAsked {
  device_id: string
  /** Whether new numbers are wanted where none are left. */
  numbers: boolean
  /** Blocks that are still here. */
  blocks: string[]
}

export interface PapersApi {
  paperKit(asked: KitAsked): Promise<PaperKit>
}

export function createPapersApi(http: Http): PapersApi {
  return {
    async paperKit(asked) {
      const body = await http.json({ method: 'POST', path: '/notice-kit', json: asked })
      if (!isRecord(body) || !Array.isArray(body.templates) || !Array.isArray(body.basis)) throw new Failure('not-our-server', 200)
      return body as unknown as PaperKit
    },
  }
}
