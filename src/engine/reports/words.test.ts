import { describe, expect, test } from 'vitest'
import type { Evaluation, ModelFile } from '../../contract/learning.ts'
import { coveredSecs } from './statistics.ts'
import { tickStep } from './timeline.ts'
import { escapeHtml, html, shortened } from './html.ts'
import {
  clock,
  dayInWords,
  lengthInWords,
  percent,
  scoreInWords,
  sizeInWords,
  startInWords,
  weakestInWords,
} from './words.ts'

test.each([
  [0, '0:00.000'],
  [12.48, '0:12.480'],
  [59.9996, '1:00.000'],
  [3723.5, '1:02:03.500'],
])('%d s into a recording is written %s', (secs, text) => expect(clock(secs)).toBe(text))

test.each([
  [0.04, '0.04 s'],
  [59.999, '1:00 min'],
  [125.4, '2:05 min'],
  [3720, '1:02 h'],
])('%d s long is written %s', (secs, text) => expect(lengthInWords(secs)).toBe(text))

test('small shares are not rounded to nothing', () => {
  expect([percent(0), percent(0.0004), percent(0.125), percent(1, 0)]).toEqual([
    '0.0\u00a0%',
    '<\u00a00.1\u00a0%',
    '12.5\u00a0%',
    '100\u00a0%',
  ])
})

test('days are written out, and what is no day is left as it is', () => {
  expect(dayInWords('2026-03-01')).toBe('1 March 2026')
  expect(dayInWords('last spring')).toBe('last spring')
})

test('sizes', () =>
  expect([sizeInWords(10), sizeInWords(2_500_000), sizeInWords(3.2e9)]).toEqual(['1 kB', '2.5 MB', '3.20 GB']))

test('overlapping segments cover a stretch once', () => {
  expect(
    coveredSecs([
      { startSecs: 4, endSecs: 6 },
      { startSecs: 0, endSecs: 3 },
      { startSecs: 2, endSecs: 5 },
    ]),
  ).toBe(6)
})

test('a ruler never has more than ten steps', () => {
  for (const secs of [0.3, 7, 61, 600, 5400, 86_400, 400_000]) expect(secs / tickStep(secs)).toBeLessThanOrEqual(10)
})

describe('templates', () => {
  test('fillings are escaped, templates inside templates are not', () => {
    expect(html`<p>${'<&>'} ${html`<b>${'"'}</b>`} ${[html`<i></i>`, 3, null]}</p>`.text).toBe(
      '<p>&#60;&#38;&#62; <b>&#34;</b> <i></i>3</p>',
    )
  })

  test('control characters in a name do not reach the page', () =>
    expect(escapeHtml('a\u0000b\u001b')).toBe('a\ufffdb\ufffd'))

  test('names are cut between characters as people count them', () => {
    expect(shortened('👩‍🦽👩‍🦽👩‍🦽👩‍🦽', 5)).toBe('👩‍🦽👩‍🦽…')
    expect(shortened('servers', 5)).toBe('serv…')
    expect(shortened('serve', 5)).toBe('serve')
  })
})

describe('a model’s score', () => {
  const heldOut = {
    n: 24,
    top1: 0.8333,
    groups: 2,
    interval: [0.61, 0.95],
    perClass: [
      { label: 'serve', clips: 12, precision: 1, recall: 0.9 },
      { label: 'lunge', clips: 12, precision: 1, recall: 0.5 },
      { label: 'rest', clips: 0, precision: null, recall: null },
    ],
  } as unknown as Evaluation
  const dataset = { protocol: 'by athlete, 2 of 8 held out (seed 1)' } as ModelFile['dataset']

  test('is said with whom it was measured on and how sure it is', () => {
    expect(scoreInWords({ heldOut, dataset })).toBe(
      'It named 83\u00a0% of 24 clips right, of 2 athletes it never saw (95 % interval 61\u00a0% to 95\u00a0%).',
    )
    expect(weakestInWords(heldOut)).toBe('It finds “lunge” least often: 50\u00a0% of 12 clips.')
  })

  test('is not invented where nothing was held out, and few clips are called few', () => {
    expect(scoreInWords({ heldOut: null, dataset })).toMatch(/no score/)
    expect(scoreInWords({ heldOut: { ...heldOut, n: 4 }, dataset })).toMatch(/rough guess/)
    expect(weakestInWords(null)).toBeNull()
  })
})

test('what a network started from is said with its source and licence', () => {
  const from = { kind: 'checkpoint', name: 'resnet50', source: 'file a.pth', licence: '' } as const
  expect(startInWords(from)).toBe('resnet50 (file a.pth; licence not stated)')
  expect(startInWords({ ...from, licence: 'CC0.' })).toBe('resnet50 (file a.pth; licence: CC0)')
  expect(startInWords({ kind: 'scratch', source: '', licence: '' })).toBe('random weights')
})
