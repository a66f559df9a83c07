/** Names of segments as a plate would say them: the road and its part. */
import { useI18n } from 'vue-i18n'

import { partOf } from './segmentName'

export function useSegmentName(): (segment: { code: string; name: string | null }) => string {
  const { t } = useI18n()
  return ({ code, name }) => {
    if (name === null || name === '') return code
    const part = partOf({ code, name })
    return part === null ? name : t('place.part', { name, part })
  }
}
