/** Sends pictures from this desk, each under its SHA-256. */
import { mediaTypeOf } from '@/domain/media'
import { sha256 } from '@/domain/digest'

import { photosApi } from '../server'
import { useSession } from '../session/useSession'
import type { SendPhoto } from './createPhotos'

export const sendPhoto: SendPhoto = async (file, onProgress) => {
  const bytes = await file.arrayBuffer()
  const name = await sha256(bytes)
  await useSession().guarded(() => photosApi.put(name, bytes, mediaTypeOf(bytes), onProgress))
  return name
}
