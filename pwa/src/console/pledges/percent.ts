/** A share as a text with one decimal; a dash where there is nothing to divide by. */
export function percent(share: number | null | undefined): string {
  return share === null || share === undefined ? '—' : `${(share * 100).toFixed(1)}%`
}
