/** The row that is one further, or where there is none the last one on that side; of an unknown place the first. */
export function neighbour<T>(rows: readonly T[], place: number, by: 1 | -1): T | undefined {
  return rows[Math.min(Math.max(place + by, 0), rows.length - 1)]
}
