// The parts of a set-up: for each, how to see at once that it is there, and how to provide it.
import { chromiumIsReady, setUpChromium } from './chromium.mjs'
import { dependenciesAreReady, setUpDependencies } from './dependencies.mjs'
import { electronIsReady, setUpElectron } from './electron.mjs'
import { ffmpegIsReady, setUpFfmpeg } from './ffmpeg.mjs'
import { setUpTensorflow, tensorflowIsReady } from './tensorflow.mjs'
import { setUpWindow, windowIsReady } from './window.mjs'

/**
 * What became of a part. `ready` is false where the product has to do without it; `text` says what it is, or what to
 * do about it; `detail` is a failed tool's whole output.
 * @typedef {{ready: boolean, text: string, detail?: string}} Outcome
 * @typedef {'packages' | 'ffmpeg' | 'tensorflow' | 'electron' | 'chromium' | 'window'} PartName
 * @typedef {{name: PartName, isReady: () => Promise<boolean>, setUp: () => Promise<Outcome>}} Part
 */

/** In the order in which they are set up: all after the first need the packages. */
export const parts = /** @type {const} @satisfies {Part[]} */ ([
  { name: 'packages', isReady: dependenciesAreReady, setUp: setUpDependencies },
  { name: 'ffmpeg', isReady: ffmpegIsReady, setUp: setUpFfmpeg },
  { name: 'tensorflow', isReady: tensorflowIsReady, setUp: setUpTensorflow },
  { name: 'electron', isReady: electronIsReady, setUp: setUpElectron },
  { name: 'chromium', isReady: chromiumIsReady, setUp: setUpChromium },
  { name: 'window', isReady: windowIsReady, setUp: setUpWindow },
])
