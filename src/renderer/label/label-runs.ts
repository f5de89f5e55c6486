/** What the commands do on the Label page. */
import { coding } from '../engine/coding.svelte.ts'
import { here } from '../engine/place.svelte.ts'
import type { CommandsOf } from '../commands/command-table.ts'
import type { Run } from '../commands/registry.svelte.ts'
import type { Cameras } from '../cameras/cameras.svelte.ts'
import { playRuns } from '../player/play-runs.ts'
import { timelineRuns } from '../timeline/timeline-runs.ts'
import { clipExports } from './clip-exports.svelte.ts'
import { compareSelected } from './compare-selected.ts'
import type { Workbench } from './workbench.svelte.ts'

/** Places of the page that commands lead to. */
interface PageParts {
  toggleHistory(): void
  toggleRecordings(): void
  /** Puts the focus into the fields of the selected segment. */
  toFields(): void
  /** Puts the focus into the field of the reaction lag. */
  toLag(): void
}

export function labelRuns(
  bench: Workbench,
  cameras: Cameras,
  parts: PageParts,
): Readonly<Record<CommandsOf<'label'>, Run>> {
  const { player, timeline } = bench
  return {
    ...playRuns(() => player),
    ...timelineRuns(timeline),
    'play.loop': () => bench.toggleLoop(),
    'mark.end': () => bench.confirm(),
    'mark.drop': () => bench.leave(),
    'mark.mode': () => void coding.setMode(coding.mode === 'hold' ? 'toggle' : 'hold'),
    'mark.lag': () => parts.toLag(),
    'mark.reviewed': () => bench.markReviewed('add'),
    'mark.unreviewed': () => bench.markReviewed('remove'),
    'edit.undo': () => void bench.goTo('back'),
    'edit.redo': () => void bench.goTo('on'),
    'segment.previousEdge': () => bench.toEdge(-1),
    'segment.nextEdge': () => bench.toEdge(1),
    'segment.previous': () => bench.toSegment(-1),
    'segment.next': () => bench.toSegment(1),
    'segment.first': () => bench.setBound('first'),
    'segment.last': () => bench.setBound('last'),
    'segment.edit': () => parts.toFields(),
    'segment.accept': () => bench.decide('accepted'),
    'segment.reject': () => bench.decide('rejected'),
    'segment.exportClip': () => void clipExports.start(bench.selectedSegments),
    'segment.remove': () => bench.removeSelected(),
    'segment.rate1': () => bench.rate(1),
    'segment.rate2': () => bench.rate(2),
    'segment.rate3': () => bench.rate(3),
    'segment.rate4': () => bench.rate(4),
    'segment.rate5': () => bench.rate(5),
    'segment.unrate': () => bench.rate(null),
    'camera.together': () => cameras.toggleTogether(),
    'camera.next': () => cameras.leadWithNext(),
    'camera.synchronise': () => here.go({ page: 'synchronise', recordingId: bench.recording?.id ?? null }),
    'camera.compare': () => compareSelected(bench),
    'view.draw': () => bench.drawing.toggle(),
    'view.history': () => parts.toggleHistory(),
    'view.recordings': () => parts.toggleRecordings(),
  }
}
