/**
 * Signed 16-bit samples, low byte first, as ffmpeg writes them to its output: handed on one by one, wherever a chunk ends.
 * @param take a sample, −32768 to 32767
 */
export async function eachSample(chunks: AsyncIterable<Uint8Array>, take: (value: number) => void): Promise<void> {
  let odd: number | null = null
  for await (const chunk of chunks) {
    let at = 0
    if (odd !== null && chunk.length > 0) take(((odd | (chunk[at++]! << 8)) << 16) >> 16)
    for (; at + 1 < chunk.length; at += 2) take(((chunk[at]! | (chunk[at + 1]! << 8)) << 16) >> 16)
    odd = at < chunk.length ? chunk[at]! : chunk.length > 0 ? null : odd
  }
}
