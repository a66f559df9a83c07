/** The page's colours as a canvas needs them. A new scheme is a new palette. */
const NAMES = ['bg', 'surface', 'ink', 'ink-2', 'line-strong', 'act', 'plate', 'plate-ink', 'done', 'done-ink', 'over', 'due-ink'] as const

export type Palette = Record<(typeof NAMES)[number], string> & { font: string }

export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element)
  const colours = NAMES.map((name) => [name, style.getPropertyValue(`--${name}`).trim()])
  return { ...Object.fromEntries(colours), font: style.getPropertyValue('--font-sans').trim() } as Palette
}
