/** What makes a label known without its colour, and what is readable on it. */
import type { Label, Segment } from '../../contract/things.ts'
import type { FrameRange } from '../../domain/frames.ts'
import { missingModifiers } from '../../domain/modifiers.ts'
import { countText, percentText, plural } from '../ui/words.ts'

/** The letter that stands beside the colour: the label's key, or its first letter. */
export function letterOf(label: Pick<Label, 'hotkey' | 'name'>): string {
  return (label.hotkey ?? [...label.name][0] ?? '?').toUpperCase()
}

const DARK_INK = '#000000'
const LIGHT_INK = '#ffffff'

/** Black or white, whichever has the higher contrast on a colour (#rrggbb). */
export function inkOn(color: string): string {
  return contrast(color, DARK_INK) >= contrast(color, LIGHT_INK) ? DARK_INK : LIGHT_INK
}

/** What a mark needs to be told from its ground: WCAG 2.2, 1.4.11. */
const LEAST_CONTRAST = 3

/** A colour as it can be seen on all of these grounds: mixed with as little of the ink as that takes. Colours are #rrggbb. */
export function seenOn(grounds: readonly string[], color: string, ink: string): string {
  for (let share = 0; share < 1; share += 0.1) {
    const mixture = mixed(color, ink, share)
    if (grounds.every((ground) => contrast(mixture, ground) >= LEAST_CONTRAST)) return mixture
  }
  return ink
}

/** WCAG 2's ratio of two colours' relative luminances, 1 to 21. */
export function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].toSorted((x, y) => y - x) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

function luminance(color: string): number {
  const [red, green, blue] = channelsOf(color).map((channel) => linear(channel / 255)) as [number, number, number]
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** A share of the other colour in a colour. */
export function mixed(color: string, other: string, share: number): string {
  const others = channelsOf(other)
  const channels = channelsOf(color).map((channel, i) => Math.round(channel * (1 - share) + others[i]! * share))
  return `#${channels.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`
}

function channelsOf(color: string): number[] {
  return [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16))
}

function linear(channel: number): number {
  return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
}

/** Who said so, in words: 'human', 'proposed by a model, 87 %'. */
export function originText(segment: Pick<Segment, 'source' | 'state' | 'confidence'>): string {
  if (segment.source === 'human') return 'human'
  const confidence = segment.confidence === null ? '' : `, ${percentText(segment.confidence)}`
  switch (segment.state) {
    case 'proposed':
      return `proposed by a model${confidence}`
    case 'accepted':
      return `by a model${confidence}, accepted`
    case 'edited':
      return `by a model${confidence}, edited`
    case 'rejected':
      return `by a model${confidence}, rejected`
  }
}

/** 'Reviewed: frames 120–188, 300–400': of many only the count. */
export function reviewedText(ranges: readonly FrameRange[]): string {
  if (ranges.length === 0) return 'Nothing is marked as reviewed.'
  if (ranges.length > MOST_NAMED) return `Reviewed: ${plural(ranges.length, 'range')} of frames`
  return `Reviewed: frames ${ranges.map(({ first, last }) => `${countText(first)}–${countText(last)}`).join(', ')}`
}
const MOST_NAMED = 10

/** 'serve, frames 120–188, human': how a segment is called in lists and by screen readers. */
export function segmentName(label: Pick<Label, 'name' | 'modifiers'> | undefined, segment: Segment): string {
  const { first, last, rating } = segment
  const frames = first === last ? `frame ${countText(first)}` : `frames ${countText(first)}–${countText(last)}`
  const rated = rating === null ? '' : `, rated ${rating} of 5`
  const missing = label === undefined ? [] : missingModifiers(segment.modifiers, label.modifiers)
  const lacks = missing.length === 0 ? '' : `, lacks ${missing.join(', ')}`
  return `${label?.name ?? 'removed label'}, ${frames}, ${originText(segment)}${rated}${lacks}`
}
