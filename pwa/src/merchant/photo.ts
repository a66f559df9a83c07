/**
 * Makes a photo small enough for a weak signal, upright and without what a camera notes beside it. What it is not sure
 * of travels as it came. Knows canvases; not where photos go.
 */
import { bytesOf } from '@/domain/bytes'
import { decoding, isHonestTwin, luminanceVariance, QUALITY, twinSize, type Size } from '@/domain/picture'
import { HEAD_BYTES, pixelSize } from '@/domain/pixel-size'

/** Longest edge: what a review needs to compare with the picture before, at a few hundred kilobytes. */
const LONGEST = 2048
/** Side of the raster on which a picture is tested for being flat. */
const SAMPLES = 16
/** What the server takes at most. */
const MOST_BYTES = 8 * 1024 * 1024

type Drawable = ImageBitmap | HTMLImageElement

/** A JPEG at most 2048 pixels long, or the file itself; null when it is no picture or too large to send. The bytes are a copy: the file may change under its name. */
export async function prepared(file: Blob): Promise<Blob | null> {
  try {
    const copy = new Blob([await bytesOf(file)], { type: file.type })
    return (await smaller(copy)) ?? (copy.type.startsWith('image/') && copy.size > 0 && copy.size <= MOST_BYTES ? copy : null)
  } catch {
    return null
  }
}

async function smaller(picture: Blob): Promise<Blob | null> {
  try {
    const how = decoding(pixelSize(await bytesOf(picture.slice(0, HEAD_BYTES))))
    if (how === 'not') return null
    const drawable = await decoded(picture, how === 'shrinking')
    const size = twinSize(drawable, picture.size, LONGEST)
    const jpeg = size && (await encoded(drawn(drawable, size).canvas))
    if (!jpeg) return null
    return isHonestTwin(jpeg.size, picture.size, luminanceVariance(await samples(jpeg))) ? jpeg : null
  } catch {
    return null
  }
}

async function decoded(picture: Blob, shrinking: boolean): Promise<Drawable> {
  const shrunk: ImageBitmapOptions = shrinking ? { resizeWidth: LONGEST, resizeQuality: 'high' } : {}
  try {
    return await createImageBitmap(picture, { imageOrientation: 'from-image', ...shrunk })
  } catch {
    // Older WebViews know no options, or no bitmaps at all. The oldest draw a picture as it lies in the file, not as it was
    // held: it goes as it is then, and the server turns it.
    if (!CSS.supports('image-orientation', 'from-image')) throw new Error('would lie on its side')
    return imageOf(picture)
  }
}

function imageOf(picture: Blob): Promise<HTMLImageElement> {
  return new Promise((resolve, reject) => {
    const image = new Image()
    const address = URL.createObjectURL(picture)
    const settle = (done: () => void) => {
      URL.revokeObjectURL(address)
      done()
    }
    image.onload = () => settle(() => resolve(image))
    image.onerror = () => settle(() => reject(new Error('not a picture')))
    image.src = address
  })
}

function drawn(drawable: Drawable, { width, height }: Size): CanvasRenderingContext2D {
  const canvas = document.createElement('canvas')
  Object.assign(canvas, { width, height })
  const context = canvas.getContext('2d')
  if (!context) throw new Error('no canvas')
  context.drawImage(drawable, 0, 0, width, height)
  return context
}

function encoded(canvas: HTMLCanvasElement): Promise<Blob | null> {
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', QUALITY))
}

/** Of the encoded result, so that what is tested is what travels. */
async function samples(jpeg: Blob): Promise<Uint8ClampedArray> {
  return drawn(await decoded(jpeg, false), { width: SAMPLES, height: SAMPLES }).getImageData(0, 0, SAMPLES, SAMPLES).data
}
