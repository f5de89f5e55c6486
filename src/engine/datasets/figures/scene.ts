import { drawBackdrop, paintBackdrop, type Backdrop } from './backdrop.ts'
import { clothesOf, type Athlete } from './body.ts'
import { pinhole, type Camera } from './camera.ts'
import type { Canvas } from './canvas.ts'
import { drawClutter, type Clutter } from './clutter.ts'
import { paintFigure, paintShadow, type Figure, type Standpoint } from './paint.ts'
import type { Joints } from './pose.ts'
import { randomStream } from './random.ts'

/** Where and how one clip of an athlete is filmed. */
export interface Scene {
  readonly canvasSize: { readonly width: number; readonly height: number }
  readonly figure: Figure
  readonly camera: Camera
  readonly standpoint: Standpoint
  readonly clutter: readonly Clutter[]
  /** Way that 1 m of height throws its shadow, in metres to the right and towards the camera. */
  readonly light: readonly [number, number]
  readonly backdrop: Backdrop
  /** Gain of red, green and blue, and strength of the sensor's noise in grey levels. */
  readonly film: { readonly gains: readonly [number, number, number]; readonly noise: number }
  readonly key: string
  readonly seed: number
}

export interface SceneRequest {
  readonly seed: number
  readonly athlete: Athlete
  /**
   * Names one visit of the athlete to a place: the backdrop, the camera, the light and what is worn follow from it. Every action is
   * filmed on every visit, so that nothing but the athlete's motion tells the action.
   */
  readonly visit: string
  /** Names the clip among all of the seed: which way the athlete faces, what moves behind, and the noise. */
  readonly key: string
  readonly width: number
  readonly height: number
}

/** Sets up the scene of a clip. */
export function setScene({ seed, athlete, visit, key, width, height }: SceneRequest): Scene {
  const place = `${athlete.group}/${visit}`
  const there = randomStream(seed, 'visit', place)
  const random = randomStream(seed, 'scene', key)
  const camera = pinhole({
    width,
    height,
    distanceM: there.within(3.2, 7.5),
    eyeM: there.within(0.7, 1.8),
    // A tall athlete is filmed from a little further off, but still looks tall.
    heightsPerMetre: there.within(0.58, 0.68) / (0.875 + athlete.body.heightM / 2),
    feetAt: [there.within(0.4, 0.6), there.within(0.9, 0.94)],
    rollRadians: there.within(-0.05, 0.05),
  })
  // Radians between where the athlete looks and the camera: π/2 is seen from the side.
  const towards = there.within(0.8, 1.25)
  const backdrop = drawBackdrop(seed, place)
  const bright = there.within(0.9, 1.06)
  return {
    canvasSize: { width, height },
    figure: { body: athlete.body, kit: { ...athlete.look, ...clothesOf(seed, athlete, visit) } },
    camera,
    standpoint: {
      at: [random.within(-0.08, 0.08), 0, random.within(-0.1, 0.1)],
      headingRadians: Math.PI / 2 + (random.chance(0.5) ? towards : -towards),
    },
    clutter: drawClutter(seed, key, backdrop),
    light: [there.within(-0.5, 0.5), -there.within(0.05, 0.3)],
    backdrop,
    film: {
      gains: [bright * there.within(0.96, 1.04), bright, bright * there.within(0.94, 1.06)],
      noise: there.within(0, 3),
    },
    key,
    seed,
  }
}

/** Paints one frame of a scene as a new rgb24 picture. */
export type PaintFrame = (joints: Joints, frame: { readonly index: number; readonly secs: number }) => Uint8Array

/**
 * Gets ready to paint frames: the empty place is painted here, once. Each frame then gets what moves behind, the
 * athlete's shadow, the athlete, and the film's colours and noise.
 */
export function filmScene(scene: Scene): PaintFrame {
  const { width, height } = scene.canvasSize
  const empty: Canvas = { width, height, rgb: new Uint8Array(width * height * 3) }
  paintBackdrop(empty, scene.camera, scene.backdrop)
  return (joints, frame) => {
    const canvas: Canvas = { width, height, rgb: empty.rgb.slice() }
    const pose = { joints, figure: scene.figure, standpoint: scene.standpoint }
    for (const thing of scene.clutter) thing(canvas, scene.camera, frame.secs)
    paintShadow(canvas, scene.camera, pose, scene.light)
    paintFigure(canvas, scene.camera, pose)
    develop(canvas.rgb, scene, frame.index)
    return canvas.rgb
  }
}

const noiseLength = 65_536
const noiseTable = makeNoise()

/** Colours and noise of the film. The noise is one long table, entered at another place for every frame. */
function develop(rgb: Uint8Array, { film, seed, key }: Scene, frameIndex: number): void {
  const random = randomStream(seed, 'noise', key, frameIndex)
  const start = Math.floor(random.next() * noiseLength)
  const { gains, noise } = film
  for (let at = 0; at < rgb.length; at += 3) {
    const grain = noise * noiseTable[(start + at) & (noiseLength - 1)]! + 0.5
    for (let c = 0; c < 3; c++) {
      const value = rgb[at + c]! * gains[c]! + grain
      rgb[at + c] = value < 0 ? 0 : value > 255 ? 255 : value
    }
  }
}

/** Noise of mean 0 and deviation 1, nearly normal: twelve uniform numbers added up. */
function makeNoise(): Float32Array {
  const random = randomStream(0, 'sensor')
  return Float32Array.from({ length: noiseLength }, () => {
    let sum = -6
    for (let i = 0; i < 12; i++) sum += random.next()
    return sum
  })
}
