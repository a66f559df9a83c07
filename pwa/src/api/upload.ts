/**
 * Sends bytes and tells how far they have come; gives up when nothing moves. fetch tells neither, so this is
 * XMLHttpRequest, which pages have and service workers have not.
 */
import { BASE, headersOf, type Request } from './http'
import { replyWith, type Reply } from './reply'

/** A file is sent from where it lies; it need not fit into memory. */
type Upload = Required<Pick<Request, 'method' | 'path' | 'headers' | 'timeoutMs'>> & { bytes: ArrayBuffer | Blob }

/** A socket that takes nothing for so long is dead, whatever the system still hopes. */
const NO_PROGRESS_MS = 20_000

/** What came back; never rejects for network trouble. An answer from another address than asked is none. */
export function upload(wish: Upload, onProgress: (share: number) => void = () => undefined): Promise<Reply> {
  const address = BASE + wish.path
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
    request.open(wish.method, address)
    request.timeout = wish.timeoutMs
    headersOf(wish).forEach((value, name) => request.setRequestHeader(name, value))
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
    request.send(wish.bytes)
  })
}

/** A redirect is followed silently; only the address tells that a portal answered. */
function isHere({ responseURL }: XMLHttpRequest, address: string): boolean {
  return responseURL === '' || new URL(responseURL).pathname === address.split('?')[0]
}

function replyOf(request: XMLHttpRequest): Reply {
  return replyWith(request.status, (name) => request.getResponseHeader(name), request.responseText)
}
