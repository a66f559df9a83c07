/** The areas over time, the import on the table and the file on its way up, spoken with the real server. */
import { usePack } from '../map/usePack'
import { areaImportsApi } from '../server'
import { useSession } from '../session/useSession'
import { createAreas } from './createAreas'
import { createImport } from './createImport'
import { createUpload } from './createUpload'
import type { Plan } from './wire'

const { guarded } = useSession()
const { outdated } = usePack()

/** Other areas are in force afterwards. */
async function changing<T>(ask: () => Promise<T>): Promise<T> {
  const answer = await guarded(ask)
  outdated()
  return answer
}

const api: typeof areaImportsApi = {
  send: (...of) => guarded(() => areaImportsApi.send(...of)),
  list: (...of) => guarded(() => areaImportsApi.list(...of)),
  get: (...of) => guarded(() => areaImportsApi.get(...of)),
  check: (...of) => guarded(() => areaImportsApi.check(...of)),
  shapes: (...of) => guarded(() => areaImportsApi.shapes(...of)),
  activate: (...of) => changing(() => areaImportsApi.activate(...of)),
  discard: (...of) => guarded(() => areaImportsApi.discard(...of)),
  undo: (...of) => changing(() => areaImportsApi.undo(...of)),
  versions: (...of) => guarded(() => areaImportsApi.versions(...of)),
  following: () => guarded(() => areaImportsApi.following()),
}

export const shapesOf = api.shapes
export const useAreas = () => createAreas(api)

const begun = new Map<string, Plan>()
export const useImport = () => createImport(api, begun)

/** One for the page: a large file goes on while another screen is looked at. */
const upload = createUpload(api)
export const useUpload = () => upload
