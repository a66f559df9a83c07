/** Where a box is scrolled to so that a row of it is seen: no further than needed. All in pixels. */
export function scrolledTo(rowTop: number, rowHeight: number, scrolled: number, seen: number): number {
  if (rowTop < scrolled) return rowTop
  return Math.max(scrolled, rowTop + rowHeight - seen)
}
