/** Runs the tasks that it is given, at most `most` at once, in the order they come. */
export function taskLimit(most: number): <T>(task: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = []
  let running = 0
  return async (task) => {
    if (running < most) running++
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return await task()
    } finally {
      // Whoever waits takes the place over, so that nobody who comes meanwhile can.
      const next = waiting.shift()
      if (next) next()
      else running--
    }
  }
}
