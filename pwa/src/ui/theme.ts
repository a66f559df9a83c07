/**
 * Puts the light or dark scheme on the page. Knows the page's root element and one stored word, nothing else.
 */

export type ThemeChoice = 'auto' | 'light' | 'dark'

export const THEME_CHOICES: readonly ThemeChoice[] = ['auto', 'light', 'dark']
const STORED_AS = 'xj-theme'
const DARK = '(prefers-color-scheme: dark)'

/** What the person chose; `auto` follows the system. */
export function themeChoice(): ThemeChoice {
  const choice = stored()
  return choice === 'light' || choice === 'dark' ? choice : 'auto'
}

/** Null also where the browser forbids storing anything. */
function stored(): string | null {
  try {
    return localStorage.getItem(STORED_AS)
  } catch {
    return null
  }
}

/** Whether the page is dark for this choice right now. */
export function isDark(choice: ThemeChoice = themeChoice()): boolean {
  return choice === 'auto' ? matchMedia(DARK).matches : choice === 'dark'
}

/** Stores the choice and shows it at once. */
export function chooseTheme(choice: ThemeChoice): void {
  try {
    localStorage.setItem(STORED_AS, choice)
  } catch {
    // Forbidden or full: shown for now, not remembered.
  }
  showTheme(choice)
}

/** Shows the chosen scheme and keeps following the system; call once at start. */
export function followTheme(): void {
  showTheme()
  matchMedia(DARK).addEventListener('change', () => showTheme())
}

function showTheme(choice: ThemeChoice = themeChoice()): void {
  const dark = isDark(choice)
  document.documentElement.dataset.theme = dark ? 'dark' : 'light'
  // Element Plus and Vant read their dark values from these classes.
  document.documentElement.classList.toggle('dark', dark)
  document.documentElement.classList.toggle('van-theme-dark', dark)
  const background = getComputedStyle(document.documentElement).getPropertyValue('--bg').trim()
  if (background) document.querySelector('meta[name="theme-color"]')?.setAttribute('content', background)
}
