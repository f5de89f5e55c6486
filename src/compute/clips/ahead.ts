/**
 * Runs tasks ahead of whoever takes their results: at most `depth` at once or waiting to be taken, results in order.
 * After a failure or when the taker leaves, nothing more is started.
 */
export async function* ahead<T>(tasks: Iterable<() => Promise<T>>, depth: number): AsyncGenerator<T, void, void> {
  const waiting: Promise<T>[] = []
  for (const task of tasks) {
    const started = task()
    // Taken further down; until then a failure must not end the process as unhandled.
    started.catch(() => undefined)
    waiting.push(started)
    if (waiting.length >= depth) yield await waiting.shift()!
  }
  while (waiting.length > 0) yield await waiting.shift()!
}
