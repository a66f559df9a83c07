/** The chosen rows as a CSV file in which no cell is ever a formula, and that names nobody. */

/** A spreadsheet would run what begins like this. */
const DANGEROUS = /^[=+\-@\t\r]/

export function safeCell(text: string): string {
  const told = DANGEROUS.test(text) ? `'${text}` : text
  return /[",\n\r]/.test(told) ? `"${told.replaceAll('"', '""')}"` : told
}

/** With a mark that tells spreadsheets it is UTF-8. */
export function csvFile(name: string, rows: readonly (readonly string[])[]): File {
  const text = rows.map((row) => row.map(safeCell).join(',')).join('\r\n')
  return new File([`\uFEFF${text}\r\n`], name, { type: 'text/csv' })
}
