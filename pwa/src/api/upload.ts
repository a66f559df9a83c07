/**
 * Sends bytes and tells how far they have come; gives up when nothing moves. fetch tells neither, so this is
 * XMLHttpRequest, which pages have and service workers have not.
 */
import { replyWith, type Reply } from './reply'

export interface Upload {
  method: string
  /** Absolute path of this origin. */
  address: string
  headers: Headers
  bytes: ArrayBuffer
  timeoutMs: number
  onProgress: (share: number) => void
}

/** A socket that takes nothing for so long is dead, whatever the system still hopes. */
const NO_PROGRESS_MS = 20_000

export function canUpload(): boolean {
  return typeof XMLHttpRequest === 'function'
}

/** What came back; never rejects for network trouble. An answer from another address than asked is none. */
export function upload({ method, address, headers, bytes, timeoutMs, onProgress }: Upload): Promise<Reply> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest()
    let silence: ReturnType<typeof setTimeout>
    const end = (reply: Reply) => {
      clearTimeout(silence)
      resolve(reply)
    }
    const late = () => end({ answered: false, why: 'timeout' })
    const moved = () => {
      clearTimeout(silence)
      silence = setTimeout(() => {
        late()
        request.abort()
      }, NO_PROGRESS_MS)
    }
    request.open(method, address)
    request.timeout = timeoutMs
    headers.forEach((value, name) => request.setRequestHeader(name, value))
    request.upload.addEventListener('progress', ({ loaded, total }) => {
      moved()
      onProgress(total > 0 ? loaded / total : 0)
    })
    // All of it left: from here on the answer may take as long as the whole may.
    request.upload.addEventListener('load', () => clearTimeout(silence))
    request.addEventListener('timeout', late)
    request.addEventListener('error', () => end({ answered: false, why: 'network' }))
    request.addEventListener('load', () => end(isHere(request, address) ? replyOf(request) : { answered: false, why: 'network' }))
    moved()
    request.send(bytes)
  })
}

/** A redirect is followed silently; only the address tells that a portal answered. */
function isHere({ responseURL }: XMLHttpRequest, address: string): boolean {
  return responseURL === '' || new URL(responseURL).pathname === address.split('?')[0]
}

function replyOf(request: XMLHttpRequest): Reply {
  return replyWith(request.status, (name) => request.getResponseHeader(name), request.responseText)
}
