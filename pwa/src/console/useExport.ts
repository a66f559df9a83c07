/** Files that the server makes, kept on this computer. */
import { saveFile } from '@/ui/saveFile'

import { createExport } from './createExport'
import { download } from './server'
import { useSession } from './session/useSession'

export const useExport = () => createExport({ fetch: (path, json) => useSession().guarded(() => download(path, () => undefined, json)), keep: saveFile })
