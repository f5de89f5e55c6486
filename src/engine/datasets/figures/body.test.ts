import { expect, it } from 'vitest'
import { clothesOf, figureAthlete, fromHue } from './body.ts'

it('gives each athlete of a set a body of their own, so that held-out athletes are a true test', () => {
  for (const seed of [1, 2, 3]) {
    const people = Array.from({ length: 8 }, (_, i) => figureAthlete(seed, i + 1))
    for (const [i, a] of people.entries()) {
      for (const b of people.slice(i + 1)) {
        const tall = Math.abs(a.body.heightM - b.body.heightM) / 0.54
        const thick = Math.abs(a.body.girth - b.body.girth) / 0.6
        const legs = Math.abs(a.body.legM / a.body.heightM - b.body.legM / b.body.heightM) / 0.08
        expect(tall + thick + legs, `${a.group} and ${b.group} of seed ${seed}`).toBeGreaterThan(0.25)
      }
    }
  }
})

it('keeps an athlete whatever the size of the set, and changes them with the seed', () => {
  expect(figureAthlete(1, 3)).toEqual(figureAthlete(1, 3))
  expect(figureAthlete(1, 3).body).not.toEqual(figureAthlete(2, 3).body)
  expect(figureAthlete(1, 120).group).toBe('athlete120')
})

it('dresses an athlete anew for every visit, so that a shirt can not stand for an athlete', () => {
  const athlete = figureAthlete(1, 2)
  expect(clothesOf(1, athlete, '1')).toEqual(clothesOf(1, athlete, '1'))
  const shirts = ['1', '2', '3', '4'].map((visit) => clothesOf(1, athlete, visit).shirt.join())
  expect(new Set(shirts).size).toBe(4)
})

it('turns hues into colours', () => {
  expect(fromHue(0, 1, 1)).toEqual([255, 0, 0])
  expect(fromHue(1 / 3, 1, 1)).toEqual([0, 255, 0])
  expect(fromHue(-1 / 3, 1, 1)).toEqual([0, 0, 255])
  expect(fromHue(0.4, 0, 0.5)).toEqual([128, 128, 128])
})
