/** Which trajectories say something: the rules of the published code. All lengths in pixels of the frame. */

/** Deviation of the points, in x or in y, that makes a trajectory move at all. */
const leastDeviation = Math.sqrt(3)
const mostDeviation = 50
/** A step that is longer than this, and most of the whole way, is an error of the flow. */
const longestStep = 20
const longestShare = 0.7
/** A trajectory of which no step is longer than this without the camera's movement is the camera's. */
const cameraStep = 1

/** @param points x, y of each frame, one after the other */
export function isMovement(points: Float32Array): boolean {
  const [deviationX, deviationY] = [deviation(points, 0), deviation(points, 1)]
  if (deviationX < leastDeviation && deviationY < leastDeviation) return false
  if (deviationX > mostDeviation || deviationY > mostDeviation) return false
  let [longest, way] = [0, 0]
  for (let i = 2; i < points.length; i += 2) {
    const step = Math.hypot(points[i]! - points[i - 2]!, points[i + 1]! - points[i - 1]!)
    way += step
    longest = Math.max(longest, step)
  }
  return !(longest > longestStep && longest > way * longestShare)
}

/** @param steps x, y of each step without the camera's movement */
export function isCameras(steps: Float32Array): boolean {
  for (let i = 0; i < steps.length; i += 2) if (Math.hypot(steps[i]!, steps[i + 1]!) > cameraStep) return false
  return true
}

function deviation(points: Float32Array, axis: 0 | 1): number {
  const count = points.length / 2
  let [sum, squares] = [0, 0]
  for (let i = axis; i < points.length; i += 2) sum += points[i]!
  const mean = sum / count
  for (let i = axis; i < points.length; i += 2) squares += (points[i]! - mean) ** 2
  return Math.sqrt(squares / count)
}
