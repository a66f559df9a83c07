/** Keeps the page light or dark as the system is; for pages on which nobody chooses. */
export function followScheme(): void {
  const dark = matchMedia('(prefers-color-scheme: dark)')
  const follow = () => (document.documentElement.dataset.theme = dark.matches ? 'dark' : 'light')
  // Old browsers have no events on a media query: there the scheme is what it was when the page opened.
  dark.addEventListener?.('change', follow)
  follow()
}
