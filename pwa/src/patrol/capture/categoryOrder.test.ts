import { describe, expect, it } from 'vitest'

import type { PackCategory } from '@/domain/geography'
import { byGroup, likelyCategories, searchCategories } from './categoryOrder'
import { categoryIcon } from './categoryLooks'
import { defectOf, isManhole } from './coverTypes'

const category = (slug: string, group = 'four_disorders'): PackCategory => ({
  slug, group, name_zh: `\u4e2d${slug}`, name_en: `name of ${slug}`, photos_min: 2,
})
const ALL = [
  ...Array.from({ length: 10 }, (_, index) => category(`x${index}`)),
  { ...category('x10'), quick: 2 },
  { ...category('sl2_out_of_shop'), quick: 1 },
  category('flyposting_posted', 'flyposting'),
  category('manhole_broken', 'manhole'),
  category('other_road_dirty', 'other'),
]
const slugs = (found: PackCategory[]) => found.map((one) => one.slug)
const past = (slug: string, segment: string | null, times = 1) => Array.from({ length: times }, () => ({ category: slug, segment }))

describe('the eight buttons', () => {
  it('hold what the catalogue proposes and something of every group on a new phone', () => {
    const first = slugs(likelyCategories(ALL, [], null))
    expect(first).toHaveLength(8)
    expect(first.slice(0, 2)).toEqual(['sl2_out_of_shop', 'x10'])
    expect(first).toEqual(expect.arrayContaining(['flyposting_posted', 'manhole_broken', 'other_road_dirty']))
  })

  it('begin with what was reported most on this segment, then with what is reported most anywhere', () => {
    const history = [...past('x5', 'Elm', 2), ...past('x7', 'Elm', 3), ...past('x9', 'Oak', 9)]
    expect(slugs(likelyCategories(ALL, history, 'Elm')).slice(0, 3)).toEqual(['x7', 'x5', 'x9'])
    expect(slugs(likelyCategories(ALL, history, 'Oak'))[0]).toBe('x9')
  })

  it('never show one twice, nor one the catalogue no longer has', () => {
    const history = [...past('gone', 'Elm', 9), ...past('sl2_out_of_shop', 'Elm', 5)]
    const shown = slugs(likelyCategories(ALL, history, 'Elm'))
    expect(shown).not.toContain('gone')
    expect(new Set(shown).size).toBe(shown.length)
  })

  it('leave room for what the catalogue proposes however much else was reported', () => {
    const history = Array.from({ length: 8 }, (_, index) => past(`x${index}`, 'Oak', 9 - index)).flat()
    expect(slugs(likelyCategories(ALL, history, 'Elm'))).toContain('sl2_out_of_shop')
    expect(slugs(likelyCategories(ALL, history, 'Oak'))).toContain('sl2_out_of_shop')
  })

  it('are as many as there are', () => {
    expect(likelyCategories([category('x1')], [], null)).toHaveLength(1)
    expect(likelyCategories([], past('x1', null), null)).toEqual([])
  })
})

describe('the search', () => {
  it('finds by any word in either language or by slug', () => {
    expect(slugs(searchCategories(ALL, 'OUT_OF'))).toEqual(['sl2_out_of_shop'])
    expect(slugs(searchCategories(ALL, '\u4e2dmanhole'))).toEqual(['manhole_broken'])
    expect(slugs(searchCategories(ALL, 'name  dirty'))).toEqual(['other_road_dirty'])
    expect(searchCategories(ALL, '  ')).toHaveLength(ALL.length)
  })

  it('shows groups in the order of the catalogue', () => {
    expect(byGroup(ALL).map(({ group }) => group)).toEqual(['four_disorders', 'flyposting', 'manhole', 'other'])
  })
})

describe('a category', () => {
  it('of a cover names its defect, as the catalogue says or by its slug', () => {
    expect(defectOf({ ...category('manhole_loose_noise', 'manhole'), defect_code: 'loose' })).toBe('loose')
    expect(defectOf(category('manhole_loose_noise', 'manhole'))).toBe('loose_noise')
    expect(defectOf(category('sl2_out_of_shop'))).toBeNull()
    expect(defectOf(undefined)).toBeNull()
  })

  it('asks for the kind of cover only where there is one', () => {
    expect(isManhole(category('manhole_broken', 'manhole'))).toBe(true)
    expect(isManhole(category('sl2_out_of_shop'))).toBe(false)
    expect(isManhole(undefined)).toBe(false)
  })

  it('has a symbol of its kind, and a plain one when a later catalogue brings something new', () => {
    expect(categoryIcon('sl1_non_motor_vehicle')).toBe('thing-bike')
    expect(categoryIcon('sl1_motor_vehicle')).toBe('thing-car')
    expect(categoryIcon('pledge_erqi_greening_damage')).toBe('thing-tree')
    expect(categoryIcon('brand_new')).toBe('thing-more')
  })
})
