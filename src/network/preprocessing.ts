/** Mean and standard deviation of ImageNet's pixels (R, G, B; 0 to 1), which torchvision's weights expect. */
export const imagenetPixels = {
  mean: [0.485, 0.456, 0.406],
  deviation: [0.229, 0.224, 0.225],
} as const

const table = normalisationTable()

/** RGB bytes to the floats a network takes, (value / 255 − mean) / deviation per channel, in the same order. */
export function normalisePixels(bytes: Uint8Array): Float32Array {
  const floats = new Float32Array(bytes.length)
  for (let index = 0, channel = 0; index < bytes.length; index++) {
    floats[index] = table[channel * 256 + (bytes[index] as number)] as number
    channel = channel === 2 ? 0 : channel + 1
  }
  return floats
}

function normalisationTable(): Float32Array {
  const values = imagenetPixels.mean.flatMap((mean, channel) =>
    Array.from({ length: 256 }, (_, byte) => (byte / 255 - mean) / (imagenetPixels.deviation[channel] as number)),
  )
  return Float32Array.from(values)
}
