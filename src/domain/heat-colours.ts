/**
 * Colours for heat maps: 256 steps from dark blue over magenta to light yellow. Lightness rises evenly and neighbours
 * are equally far apart to the eye (CIE 1976 L*a*b*), so that equal differences look equal, a grey print still
 * reads, and no kind of colour blindness swaps warm for cold.
 */

type Triple = readonly [number, number, number]

/** Lightness L*, hue in degrees and wished chroma along the path; positions 0 to 1. */
const lightness = (at: number): number => 10 + 83 * at
const hue = (at: number): number => 288 + 167 * at
const chroma = (at: number): number => 28 + 52 * Math.sin(Math.PI * (0.15 + 0.7 * at))

/** Points at which the path is measured before its steps are made equal. */
const samples = 2048

/** Red, green, blue of each of the 256 steps, 0 to 255. */
export const heatColours: Uint8Array = computeColours()

/** Colour of a value: 0 cold to 255 hot. */
export function heatColour(value: number): Triple {
  const step = Math.min(255, Math.max(0, Math.round(value))) * 3
  return [heatColours[step]!, heatColours[step + 1]!, heatColours[step + 2]!]
}

function computeColours(): Uint8Array {
  const path = Array.from({ length: samples }, (_, i) => labAt(i / (samples - 1)))
  const lengths = [0]
  for (let i = 1; i < samples; i++) lengths.push(lengths[i - 1]! + distance(path[i]!, path[i - 1]!))
  const table = new Uint8Array(256 * 3)
  let at = 0
  for (let step = 0; step < 256; step++) {
    const wanted = (lengths[samples - 1]! * step) / 255
    while (at < samples - 1 && lengths[at]! < wanted) at++
    table.set(labToSrgb(path[at]!).map(toByte), step * 3)
  }
  return table
}

/** The path's colour with as much of the wished chroma as a screen can show. */
function labAt(at: number): Triple {
  const of = (amount: number): Triple => {
    const angle = (hue(at) * Math.PI) / 180
    return [lightness(at), amount * Math.cos(angle), amount * Math.sin(angle)]
  }
  let low = 0
  let high = chroma(at)
  if (isShown(of(high))) return of(high)
  for (let round = 0; round < 24; round++) {
    const middle = (low + high) / 2
    if (isShown(of(middle))) low = middle
    else high = middle
  }
  return of(low)
}

function isShown(lab: Triple): boolean {
  return labToSrgb(lab).every((value) => value >= 0 && value <= 1)
}

/** CIE L*a*b* under D65 to gamma-coded sRGB (IEC 61966-2-1), 0 to 1 where a screen can show it. */
function labToSrgb([l, a, b]: Triple): Triple {
  const fy = (l + 16) / 116
  const x = 0.95047 * inverse(fy + a / 500)
  const y = inverse(fy)
  const z = 1.08883 * inverse(fy - b / 200)
  return [
    gamma(3.2404542 * x - 1.5371385 * y - 0.4985314 * z),
    gamma(-0.969266 * x + 1.8760108 * y + 0.041556 * z),
    gamma(0.0556434 * x - 0.2040259 * y + 1.0572252 * z),
  ]
}

function inverse(value: number): number {
  return value > 6 / 29 ? value ** 3 : 3 * (6 / 29) ** 2 * (value - 4 / 29)
}

function gamma(linear: number): number {
  return linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055
}

/** CIE 1976 colour difference. */
function distance(one: Triple, other: Triple): number {
  return Math.hypot(one[0] - other[0], one[1] - other[1], one[2] - other[2])
}

function toByte(value: number): number {
  return Math.round(255 * Math.min(1, Math.max(0, value)))
}
