import type { PointFollowing } from '../../src/contract/learning.ts'
import { readWholeFile } from '../../src/media/whole-file.ts'
import { loadOpenCv, openFollower, openPacker } from '../../src/motion/index.ts'

/** What following one clip costs in this thread, after a first time that makes everything ready. */
export async function extractionPace(
  file: string,
  following: PointFollowing,
): Promise<{ cpuMsPerFrame: number; wallMsPerFrame: number; trajectoriesPerFrame: number }> {
  const cv = await loadOpenCv()
  const frames: Uint8Array[] = []
  const { width, height } = following
  for await (const frame of readWholeFile({ file, width, height, fit: 'stretch', threads: 1 })) frames.push(frame)
  const follow = (): number => {
    let count = 0
    const packer = openPacker(following.length, 2048, () => undefined)
    const follower = openFollower(cv, following, (trajectory) => {
      count++
      packer.add(trajectory)
    })
    for (const frame of frames) follower.take(frame)
    packer.finish()
    follower.dispose()
    return count
  }
  follow()
  const [startMs, before] = [performance.now(), process.cpuUsage()]
  const count = follow()
  const { user, system } = process.cpuUsage(before)
  return {
    cpuMsPerFrame: (user + system) / 1000 / frames.length,
    wallMsPerFrame: (performance.now() - startMs) / frames.length,
    trajectoriesPerFrame: count / frames.length,
  }
}
