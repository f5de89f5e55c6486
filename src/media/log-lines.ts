import { StringDecoder } from 'node:string_decoder'

/** Longest piece of a line that is kept: a crafted file can make ffmpeg print megabytes without a line end. */
const maxLineLength = 4096

/**
 * Cuts a byte stream into lines at \n or \r and hands each to `onLine`, without its end and cut to 4096 characters.
 * Returns what takes the bytes and what says that there are no more.
 */
export function lineCutter(onLine: (line: string) => void): { push(bytes: Buffer): void; end(): void } {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  const emit = (line: string): void => {
    if (line !== '') onLine(line.length > maxLineLength ? line.slice(0, maxLineLength) : line)
  }
  return {
    push(bytes) {
      const lines = (rest + decoder.write(bytes)).split(/[\r\n]/)
      rest = (lines.pop() ?? '').slice(0, maxLineLength)
      for (const line of lines) emit(line)
    },
    end() {
      emit(rest + decoder.end())
      rest = ''
    },
  }
}
