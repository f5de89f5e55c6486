/** What makes a label known without its colour, and what is readable on it. */
import type { Label, Segment } from '../../contract/things.ts'
import { countText, percentText } from '../ui/words.ts'

/** The letter that stands beside the colour: the label's key, or its first letter. */
export function letterOf(label: Pick<Label, 'hotkey' | 'name'>): string {
  return (label.hotkey ?? [...label.name][0] ?? '?').toUpperCase()
}

const DARK_INK = '#000000'
const LIGHT_INK = '#ffffff'

/** Black or white, whichever has the higher contrast on a colour (#rrggbb). WCAG 2 relative luminance. */
export function inkOn(color: string): string {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => linear(parseInt(color.slice(at, at + 2), 16) / 255))
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
  return (luminance + 0.05) / 0.05 >= 1.05 / (luminance + 0.05) ? DARK_INK : LIGHT_INK
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

/** 'serve, frames 120–188, human': how a segment is called in lists and by screen readers. */
export function segmentName(label: string, segment: Segment): string {
  const { first, last } = segment
  const frames = first === last ? `frame ${countText(first)}` : `frames ${countText(first)}–${countText(last)}`
  return `${label}, ${frames}, ${originText(segment)}`
}
