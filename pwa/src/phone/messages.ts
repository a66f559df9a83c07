/** Messages for the screens, asked of the server. Comes behind the first screen. */
import { createHttp } from '@/api/http'
import { createMessagesApi } from '@/api/messages'

import type { Messages } from './types'

const PAGE = 30

export function createMessages(http = createHttp()): Messages {
  const api = createMessagesApi(http)
  return {
    list: (cursor) => api.list({ limit: PAGE, ...(cursor !== null && { cursor }) }),
    read: (id) => api.read(id),
  }
}
