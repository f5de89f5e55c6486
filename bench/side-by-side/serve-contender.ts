/** Our end of a side-by-side measurement: see contender.ts for the protocol. */
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'

/** Answers each `{"run": n}` on stdin with the seconds of each of n steps, until stdin ends. */
export async function serveContender(
  step: () => void | Promise<void>,
  description: Readonly<Record<string, unknown>>,
): Promise<void> {
  console.log(JSON.stringify({ ready: description }))
  for await (const line of createInterface(process.stdin)) {
    const { run } = JSON.parse(line) as { run: number }
    const seconds: number[] = []
    const processorSeconds: number[] = []
    for (let done = 0; done < run; done++) {
      const [started, used] = [performance.now(), process.cpuUsage()]
      await step()
      seconds.push((performance.now() - started) / 1000)
      const { user, system } = process.cpuUsage(used)
      processorSeconds.push((user + system) / 1e6)
    }
    console.log(JSON.stringify({ seconds, processorSeconds, peakBytes: peakBytes() }))
  }
}

/** Most memory this process ever held: VmHWM; elsewhere what the system tells of a process. */
function peakBytes(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS * 1024
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? []
  return Number(kilobytes) * 1024
}
