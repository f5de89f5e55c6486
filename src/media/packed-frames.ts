/** Cuts a byte stream into frames; a last, incomplete one is dropped. */
export async function* packedFrames(
  chunks: AsyncIterable<Uint8Array>,
  frameBytes: number,
): AsyncGenerator<Uint8Array, void, void> {
  let frame = new Uint8Array(frameBytes)
  let filled = 0
  for await (const chunk of chunks) {
    for (let offset = 0; offset < chunk.length;) {
      const part = chunk.subarray(offset, offset + frameBytes - filled)
      frame.set(part, filled)
      filled += part.length
      offset += part.length
      if (filled < frameBytes) continue
      yield frame
      frame = new Uint8Array(frameBytes)
      filled = 0
    }
  }
}
