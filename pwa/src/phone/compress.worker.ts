/**
 * Makes a smaller, upright JPEG of one photo. Answers null whenever it is not sure of the result.
 * Knows canvases; must not know reports or storage.
 */
import { decoding, isHonestTwin, LONG_EDGE, luminanceVariance, QUALITY, twinSize, type Size } from '@/domain/picture'
import { HEAD_BYTES, pixelSize } from '@/domain/pixel-size'

import type { TwinAnswer, TwinRequest } from './pictures'

declare const self: DedicatedWorkerGlobalScope

/** Side of the raster on which a picture is tested for being flat. */
const SAMPLES = 16

self.addEventListener('message', (event: MessageEvent<TwinRequest>) => {
  const { id, picture } = event.data
  void smaller(picture)
    .catch(() => null)
    .then((twin) => self.postMessage({ id, twin } satisfies TwinAnswer, twin === null ? [] : [twin.bytes]))
})

async function smaller(picture: Blob): Promise<TwinAnswer['twin']> {
  const how = decoding(pixelSize(await picture.slice(0, HEAD_BYTES).arrayBuffer()))
  if (how === 'not') return null
  // Given one side only, the other follows, whichever way round the camera was held.
  const smaller: ImageBitmapOptions = how === 'shrinking' ? { resizeWidth: LONG_EDGE, resizeQuality: 'high' } : {}
  const bitmap = await createImageBitmap(picture, { imageOrientation: 'from-image', ...smaller })
  try {
    const size = twinSize(bitmap, picture.size)
    if (size === null) return null
    const jpeg = await drawn(bitmap, size).canvas.convertToBlob({ type: 'image/jpeg', quality: QUALITY })
    const variance = await varianceOf(jpeg)
    return isHonestTwin(jpeg.size, picture.size, variance) ? { bytes: await jpeg.arrayBuffer(), mime: 'image/jpeg' } : null
  } finally {
    bitmap.close()
  }
}

function drawn(bitmap: ImageBitmap, size: Size): OffscreenCanvasRenderingContext2D {
  const context = new OffscreenCanvas(size.width, size.height).getContext('2d')
  if (context === null) throw new Error('no canvas')
  context.drawImage(bitmap, 0, 0, size.width, size.height)
  return context
}

/** Of the encoded result, so that what is tested is what would travel. */
async function varianceOf(jpeg: Blob): Promise<number> {
  const bitmap = await createImageBitmap(jpeg)
  try {
    const context = drawn(bitmap, { width: SAMPLES, height: SAMPLES })
    return luminanceVariance(context.getImageData(0, 0, SAMPLES, SAMPLES).data)
  } finally {
    bitmap.close()
  }
}
