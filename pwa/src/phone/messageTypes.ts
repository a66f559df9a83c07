/** What the patrol's screens may ask about messages; beside `types.ts`, whose manners hold here. */
import type { MessagesPage, MessageView } from '@/domain/messages'

export type { MessagesPage, MessageView }

/** What this person was told. Both need the network and reject with a Failure without it. */
export interface Messages {
  /** The newest first; `cursor` is that of the page before. */
  list(cursor: string | null): Promise<MessagesPage>
  read(id: string): Promise<MessageView>
}
