import { describe, expect, test } from 'vitest'
import type { LabelFacts, RecordingFacts, SegmentFacts, SessionFacts, Standing } from './facts.ts'
import { reportPage } from './page.ts'
import type { ReportFacts } from './page.ts'

const labels = {
  serve: { id: 'l1', name: 'serve', color: '#e69f00', kind: 'state' },
  backhand: { id: 'l2', name: 'backhand, two-handed and sliced', color: '#56b4e9', kind: 'state' },
  script: { id: 'l3', name: '<script>alert(1)</script>', color: '#009e73', kind: 'state' },
  contact: { id: 'l4', name: 'contact', color: '#cc79a7', kind: 'point' },
} satisfies Record<string, LabelFacts>

function segment(
  label: LabelFacts,
  startSecs: number,
  endSecs: number,
  standing: Standing,
  comment = '',
): SegmentFacts {
  const isModel = standing !== 'person'
  return {
    label,
    standing,
    startSecs,
    endSecs,
    otherAthlete: null,
    row: {
      id: `s${startSecs}`,
      recording_id: 'r',
      athlete_id: 'a',
      label_id: label.id,
      first_frame: Math.round(startSecs * 25),
      last_frame: Math.round(endSecs * 25) - 1,
      first_pts: 0,
      last_pts: 0,
      source: isModel ? 'model' : 'human',
      state: standing === 'proposed' ? 'proposed' : 'accepted',
      model_id: isModel ? 'm' : null,
      prediction_id: null,
      confidence: isModel ? 0.83 : null,
      comment,
      modifiers: '{}',
      rating: null,
      created_at: '',
      changed_at: '',
      removed_at: null,
    },
  }
}

function recording(fileName: string, lengthSecs: number, segments: SegmentFacts[]): RecordingFacts {
  return {
    frames: lengthSecs * 25,
    lengthSecs,
    segments,
    rejected: 2,
    row: {
      id: fileName,
      session_id: 's',
      path: `/films/${fileName}`,
      file_name: fileName,
      size_bytes: 123_456_789,
      sha256: 'ab'.repeat(32),
      codec: 'h264',
      pixel_format: 'yuv420p',
      container: 'mp4',
      width: 1920,
      height: 1080,
      display_width: 1920,
      display_height: 1080,
      rotation: 0,
      start_secs: 0,
      duration_secs: lengthSecs,
      variable_frame_rate: 1,
      nominal_fps: 29.97,
      has_audio: 0,
      decode_errors: 0,
      timestamps_repaired: 0,
      seekable: 1,
      proxy_reason: null,
      imported_at: '',
      removed_at: null,
      slow_motion: 1,
    },
  }
}

const facts: SessionFacts = {
  athlete: { id: 'a', name: `Ada "The Ace" O'Brien & Söhne 🎾`, created_at: '' },
  session: {
    id: 's',
    athlete_id: 'a',
    name: 'Morning',
    date: '2026-03-01',
    place: 'Court <2>',
    notes: 'Windy. Racket changed after the first set.',
    label_set_id: null,
    created_at: '',
  },
  labels: Object.values(labels),
  modelIds: ['m'],
  recordings: [
    recording(`"quoted" & <angled>.mp4`, 132, [
      segment(labels.serve, 3, 4.2, 'person'),
      segment(labels.serve, 14, 15.5, 'confirmed'),
      segment(labels.contact, 14.8, 14.84, 'person'),
      segment(labels.backhand, 20, 22, 'person', `'"><img src=x onerror=alert(1)>`),
      segment(labels.script, 30, 36, 'person'),
      segment(labels.serve, 60, 61.5, 'proposed'),
      segment(labels.backhand, 92, 95.5, 'proposed'),
      segment(labels.contact, 101, 101.04, 'proposed'),
    ]),
    recording('empty.mov', 10, []),
  ],
}

const report: ReportFacts = {
  facts,
  models: [],
  why: null,
  drawn: [],
  reportId: 'r1',
  fileListHash: 'cd'.repeat(32),
  madeAt: '2026-03-01T14:05:00.000Z',
  appVersion: '1.2.3',
}

describe('report page', () => {
  const page = reportPage(report)

  test('names of people and files never become markup', () => {
    expect(page).not.toMatch(/<script|<img src=x|<angled>|<2>/)
    expect(page).toContain('&#60;script&#62;alert(1)&#60;/script&#62;')
    expect(page).toContain('Ada &#34;The Ace&#34; O&#39;Brien &#38; Söhne 🎾')
    expect(page).toContain('onerror=alert(1)&#62;')
  })

  test('it asks nothing of the network and allows no scripts', () => {
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"`)
    expect(page).not.toMatch(/(src|href)="(?!data:)|@import|https?:/)
  })

  test('proposals are counted apart and are in no number of the labels', () => {
    const line = />serve<\/bdi><\/td>([\s\S]*?)<\/tr>/
      .exec(page)?.[1]
      ?.replace(/<[^>]+>/g, ' ')
      .split(/ {2,}|\n/)
      .filter(Boolean)
    expect(line?.map((cell) => cell.trim())).toEqual(['2', '2.70 s', '1.35 s', '1.20 s – 1.50 s', '1.9\u00a0%', '1'])
  })

  test('whose word a segment is shows without colour: filled, hatched, dashed', () => {
    const marks = (pattern: RegExp): number => page.match(pattern)?.length ?? 0
    // One of each kind is the legend's.
    expect(marks(/stroke-dasharray="/g)).toBe(3 + 1)
    expect(marks(/fill="url\(#hatch\)"/g)).toBe(1 + 1)
    expect(page).toContain('proposed by a model, not yet looked at')
  })

  test('a recording without labels is said to have none, and missing Grad-CAM is explained', () => {
    expect(page).toContain('Nothing is labelled in this recording.')
    expect(reportPage({ ...report, why: 'No film & no frames.' })).toContain('No film &#38; no frames.')
  })

  test('every file is listed with its hash', () => {
    expect(page.match(/(ab){32}/g)).toHaveLength(2)
    expect(page).toContain('cd'.repeat(32))
  })
})
