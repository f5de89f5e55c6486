/**
 * A film into clips of 16 frames at 224², bytes of red, green and blue: ours, against what the same ffmpeg decodes and
 * scales when it throws the frames away, and against PyAV; in turns on the same machine, with the same number of threads,
 * at 320 × 240 and 1920 × 1080. Prints one JSON object last: ratios of speed (above 1: we are faster), then the figures.
 *
 *     npm run bench -- input [--threads N] [--rounds 7] [--side 224] [--frames 16]
 */
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { computeEnvironment } from '../src/engine/compute/environment.ts'
import { drawFilm, films } from './input/films.ts'
import type { ContenderOptions } from './side-by-side/contender.ts'
import { benchPython } from './side-by-side/python.ts'
import { sideBySide, speedRatio } from './side-by-side/rounds.ts'

export interface InputSettings {
  readonly file: string
  readonly threads: number
  readonly frames: number
  readonly side: number
}

const { values } = parseArgs({
  options: {
    threads: { type: 'string', default: String(os.availableParallelism()) },
    rounds: { type: 'string', default: '7' },
    side: { type: 'string', default: '224' },
    frames: { type: 'string', default: '16' },
  },
})

/** What the engine starts its compute process with. */
const asProduct = computeEnvironment(process.env)
const python = await benchPython({ name: 'bench-pyav-18.1.0', packages: ['av==18.1.0', 'numpy==2.4.6'] })
const folder = await mkdtemp(path.join(os.tmpdir(), 'touchline-bench-'))
const ratios: Record<string, number> = {}
const measured: Record<string, object> = {}
try {
  for (const film of films) {
    process.stderr.write(`drawing ${film.frames} frames of ${film.width} × ${film.height}\n`)
    const settings: InputSettings = {
      file: await drawFilm(film, folder),
      threads: Number(values.threads),
      frames: Number(values.frames),
      side: Number(values.side),
    }
    const [clips, recording, ffmpeg, pyav] = await sideBySide(
      [
        node('touchline clips', './input/touchline.ts', { ...settings, way: 'clips' }, asProduct),
        node('touchline recording', './input/touchline.ts', { ...settings, way: 'recording' }, asProduct),
        node('ffmpeg -f null', './input/ffmpeg-null.ts', settings, process.env),
        peer('pyav', './input/pyav_clips.py', settings),
      ],
      { rounds: Number(values.rounds), stepsPerRound: 1, warmUpSteps: 1 },
    )
    ratios[`vsFfmpegNull${film.name}`] = speedRatio(clips!, ffmpeg!)
    ratios[`vsPyAv${film.name}`] = speedRatio(clips!, pyav!)
    ratios[`recordingVsFfmpegNull${film.name}`] = speedRatio(recording!, ffmpeg!)
    ratios[`recordingVsPyAv${film.name}`] = speedRatio(recording!, pyav!)
    measured[film.name] = [clips!, recording!, ffmpeg!, pyav!].map((each) => {
      const framesPerSec = Math.round(film.frames / each.secondsPerStep)
      console.log(`${film.width} × ${film.height}, ${each.name}: ${framesPerSec} frames/s`)
      return { ...each, framesPerSec }
    })
  }
} finally {
  await rm(folder, { recursive: true, force: true })
}
console.log(JSON.stringify({ ratios, cores: os.availableParallelism(), threads: Number(values.threads), measured }))

function node(name: string, program: string, settings: object, env: NodeJS.ProcessEnv): ContenderOptions {
  const args = [fileURLToPath(new URL(program, import.meta.url)), JSON.stringify(settings)]
  return { name, program: process.execPath, args, env }
}

function peer(name: string, program: string, settings: object): ContenderOptions {
  const args = [fileURLToPath(new URL(program, import.meta.url)), JSON.stringify(settings)]
  return {
    name,
    program: python,
    args,
    env: { ...process.env, PYTHONPATH: fileURLToPath(new URL('./torch', import.meta.url)) },
  }
}
