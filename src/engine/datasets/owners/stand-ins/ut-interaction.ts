import { sized, upTo, type PlannedFile, type StandIn, type StandInSize } from './plan.ts'

/** The drawn actions that stand for handshake, hug, kick, point, punch and push. */
const drawn = ['serve', 'squat', 'kick', 'arm-circles', 'punch', 'lunge'] as const

/** UT-Interaction: clips of six actions from a few sequences, all in one folder; one number is missing. */
export function planUtInteraction(size: StandInSize): StandIn {
  const sequences = upTo(size.small ? 3 : 5)
  const files = sequences.flatMap((sequence) =>
    drawn.map((action, label): PlannedFile => {
      const id = (sequence - 1) * drawn.length + label
      const clip = { action, athlete: sequence, visit: `sequence ${sequence}`, frames: size.small ? 16 : 40 }
      return { kind: 'clip', path: `${id}_${sequence}_${label}.avi`, clip }
    }),
  )
  return {
    video: sized(
      { width: 160, height: 160, fps: 30, codec: { name: 'mpeg4', quality: 4, gop: 15, fourcc: 'XVID' } },
      size,
    ),
    files: files.filter(({ path }) => path !== '8_2_2.avi'),
  }
}
