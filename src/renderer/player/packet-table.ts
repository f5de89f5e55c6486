/** Which packet of a file is which frame, and whether the file's packets are the frames that import counted. */
import { frameToSecs, typicalFrameSecs, type FrameTable } from '../../domain/frames.ts'

/** A packet as its container lists it, in decoding order. */
export interface ListedPacket {
  readonly sequenceNumber: number
  readonly timestampSecs: number
  readonly isKey: boolean
}

export interface PacketTable {
  readonly frames: number
  /** Timestamp in the file by frame index, in seconds. */
  readonly timestampSecs: readonly number[]
  /** Frame index by the packet's sequence number. */
  readonly indexOf: ReadonlyMap<number, number>
  /** Whether decoding can start at a frame: as the container says, until its packet shows that it can't. */
  readonly isKey: boolean[]
}

/** The packets in the order in which they are shown: frame i is the i-th. */
export function packetTable(packets: readonly ListedPacket[]): PacketTable {
  const shown = packets.toSorted((a, b) => a.timestampSecs - b.timestampSecs)
  return {
    frames: shown.length,
    timestampSecs: shown.map((packet) => packet.timestampSecs),
    indexOf: new Map(shown.map((packet, index) => [packet.sequenceNumber, index])),
    isKey: shown.map((packet) => packet.isKey),
  }
}

/** The nearest frame at or before this one at which decoding can start; 0 where none is marked. */
export function keyBefore(table: PacketTable, index: number): number {
  for (let at = Math.min(index, table.frames - 1); at > 0; at--) if (table.isKey[at]) return at
  return 0
}

/**
 * Why the file's packets are not the recording's frames, or null when they are.
 * @param expected the index that import made by decoding every frame
 * @param timed whether the file's timestamps are the recording's own (the original), not a proxy's even ones
 */
export function disagreement(table: PacketTable, expected: FrameTable, timed: boolean): string | null {
  const frames = expected.pts.length
  if (table.frames !== frames) {
    return `The file has ${table.frames} pictures, its index has ${frames} frames. So that no wrong frame is shown, the picture stays off; labelling by frame number works.`
  }
  if (!timed || frames === 0) return null
  const tolerance = Math.max(0.002, typicalFrameSecs(expected) / 2)
  const start = table.timestampSecs[0]!
  const stray = table.timestampSecs.findIndex(
    (secs, index) => Math.abs(secs - start - frameToSecs(expected, index)) > tolerance,
  )
  return stray === -1
    ? null
    : `From frame ${stray} on the file's times are not those of its index. So that no wrong frame is shown, the picture stays off; labelling by frame number works.`
}
