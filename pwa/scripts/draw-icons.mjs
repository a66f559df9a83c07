/** Draws the app's icons from icon.svg into public/icons; the maskable one has the bleed its mask cuts off. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { Resvg } from '@resvg/resvg-js'

const PLATE_BLUE = '#0A3F94'
// Launchers keep only the middle 80 % of a maskable icon, so the drawing is shrunk into it.
const SAFE_ZONE = 0.74

const source = readFileSync(new URL('icon.svg', import.meta.url), 'utf8')
const target = fileURLToPath(new URL('../public/icons', import.meta.url))

function maskable(svg) {
  const offset = (512 * (1 - SAFE_ZONE)) / 2
  const inner = svg.replace(/^[^>]*>/, '').replace('</svg>', '')
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512"><rect width="512" height="512" fill="${PLATE_BLUE}"/><g transform="translate(${offset} ${offset}) scale(${SAFE_ZONE})">${inner}</g></svg>`
}

function draw(name, svg, width) {
  writeFileSync(`${target}/${name}.png`, new Resvg(svg, { fitTo: { mode: 'width', value: width } }).render().asPng())
}

mkdirSync(target, { recursive: true })
writeFileSync(`${target}/plate.svg`, source)
draw('plate-192', source, 192)
draw('plate-512', source, 512)
draw('plate-maskable-512', maskable(source), 512)
