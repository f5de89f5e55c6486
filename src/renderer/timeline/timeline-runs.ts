/** What the commands of a timeline do, on every page that has one. */
import type { Timeline } from './timeline.svelte.ts'

export function timelineRuns(timeline: Timeline) {
  return {
    'mark.shownReviewed': () => void timeline.reviewShown(true),
    'mark.shownUnreviewed': () => void timeline.reviewShown(false),
    'segment.selectShown': () => timeline.selectShown(),
    'view.fit': () => timeline.fit(),
    'view.zoomIn': () => timeline.zoomStep(1),
    'view.zoomOut': () => timeline.zoomStep(-1),
    'view.earlier': () => timeline.page(-1),
    'view.later': () => timeline.page(1),
    'view.playhead': () => timeline.toPlayhead(),
    'view.height': () => timeline.nextHeight(),
    'view.by': () => timeline.nextBy(),
    'view.fold': () => timeline.foldAll(),
  }
}
