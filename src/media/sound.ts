/** Sound of a recording on the recording's own time: its peaks, and a file of it that the window can play. */
import { stat, writeFile } from 'node:fs/promises'
import type { FrameTable } from '../domain/frames.ts'
import { durationSecs } from '../domain/frames.ts'
import { packWaveform, peaksPerSec } from '../domain/waveform.ts'
import { checkFile } from './check-file.ts'
import { fileUrl, inputArgs, runFfmpeg } from './ffmpeg.ts'
import { parseLogLine } from './probe-output.ts'
import { readSamples } from './samples.ts'
import { soundFilter, soundInput, spanOf } from './sound-filter.ts'
import { writeWhole } from './temp-file.ts'
import { writeFailure } from './write-failure.ts'

export interface SoundRequest {
  readonly file: string
  readonly frameTable: FrameTable
  /** File to write. */
  readonly out: string
  readonly signal?: AbortSignal
  readonly lowPriority?: boolean
}

/** Enough to see a whistle or the stroke of a ball; the peaks' own rate is a whole part of it. */
const peakSampleRate = 16_000
const samplesPerPeak = peakSampleRate / peaksPerSec

/** What `AudioDecoder` and mediabunny decode in every Chromium. */
const playable = /^(?:aac|mp3|mp3float|opus|vorbis|flac|pcm_[us](?:8|16|24|32)(?:le|be)?|pcm_f32(?:le|be))$/

/** Whether the window decodes a sound codec, by ffmpeg's name of it. */
export function isPlayableSound(codec: string): boolean {
  return playable.test(codec)
}

/**
 * ffmpeg's name of the first sound track's codec, from the file's header; null where there is none.
 * @throws Problem FILE_NOT_FOUND, FILE_NOT_READABLE, FILE_EMPTY, and what `startFfmpeg` throws
 */
export async function soundCodec(file: string, signal?: AbortSignal): Promise<string | null> {
  await checkFile(file)
  let codec: string | null = null
  await runFfmpeg({
    args: [...inputArgs(file), '-map', '0:a:0?', '-c', 'copy', '-t', '0', '-f', 'null', '-'],
    signal,
    onLogLine(line) {
      const told = parseLogLine(line)
      if (told?.kind === 'stream' && told.stream.kind === 'audio') codec ??= told.stream.codec
    },
  })
  return codec
}

/**
 * Writes the peaks of the first sound track, mixed to one channel, in the format of `domain/waveform`: as long as the
 * picture, silent where the sound is shorter. Holds the peaks in memory, 1.4 MB an hour, and nothing else of the sound.
 * @throws Problem FILE_NOT_FOUND, FILE_NOT_READABLE, FILE_EMPTY, DISK_FULL, and what `startFfmpeg` throws
 */
export async function makeWaveform(request: SoundRequest): Promise<void> {
  const { file, frameTable, out, signal, lowPriority } = request
  const peaks = new Int16Array(2 * Math.ceil(durationSecs(frameTable) * peaksPerSec))
  let sample = 0
  // What passes the last peak is left out.
  await readSamples({ file, frameTable, sampleRate: peakSampleRate, signal, lowPriority }, (value) => {
    const peak = 2 * Math.floor(sample++ / samplesPerPeak)
    if (value < peaks[peak]!) peaks[peak] = value
    if (value > peaks[peak + 1]!) peaks[peak + 1] = value
  })
  await writeWhole(out, (partial) => writeFile(partial, packWaveform(peaks)))
}

/**
 * Writes the first sound track as AAC in MP4, whose time 0 is the recording's first frame: for footage whose own sound or
 * container the window can't read. It appears whole or not at all.
 * @throws Problem as `makeWaveform`, FFMPEG_MISSING, INTERNAL
 */
export async function makeSound(request: SoundRequest): Promise<void> {
  const { file, frameTable, out, signal, lowPriority } = request
  await checkFile(file)
  await writeWhole(out, async (partial) => {
    const end = await runFfmpeg({
      args: [
        ...soundInput(file),
        ...['-af', soundFilter({ ...spanOf(frameTable), sampleRate: 48_000 }), '-ac', '2'],
        ...['-c:a', 'aac', '-b:a', '128k', '-map_metadata', '-1', '-movflags', '+faststart'],
        ...['-f', 'mp4', '-y', fileUrl(partial)],
      ],
      signal,
      lowPriority,
    })
    const written = await stat(partial).catch(() => null)
    if (written === null || written.size === 0) {
      throw writeFailure(`The sound of ${file}`, end, `ffmpeg ended with code ${end.exitCode}`)
    }
  })
}
