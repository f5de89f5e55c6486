/**
 * Cuts a byte stream into frames; a last, incomplete one is dropped.
 * @param into gives the array that the next frame is written into and handed out as; a new one each where left out
 */
export async function* packedFrames(
  chunks: AsyncIterable<Uint8Array>,
  frameBytes: number,
  into: () => Uint8Array = () => new Uint8Array(frameBytes),
): AsyncGenerator<Uint8Array, void, void> {
  let frame: Uint8Array | null = null
  let filled = 0
  for await (const chunk of chunks) {
    for (let offset = 0; offset < chunk.length;) {
      frame ??= into()
      const part = chunk.subarray(offset, offset + frameBytes - filled)
      frame.set(part, filled)
      filled += part.length
      offset += part.length
      if (filled < frameBytes) continue
      yield frame
      frame = null
      filled = 0
    }
  }
}
