import { describe, expect, test } from 'vitest'
import { parseLogLine, parseOpenFailure } from './probe-output.ts'

/** Lines as FFmpeg 5.1 and 9.0 printed them for real files; each pair says the same. */
const inBoth = (lines: readonly [string, string]): unknown => {
  const [old, recent] = lines.map(parseLogLine)
  expect(recent).toEqual(old)
  return old
}

describe('a frame that decoded', () => {
  test('its timestamp, key flag, size and pixels', () => {
    expect(
      inBoth([
        '[showinfo@index @ 0x55bbbf24dd40] [info] n:   0 pts:      0 pts_time:0       pos:     1266 fmt:yuv420p sar:1/1 s:1080x720 i:P iskey:1 type:I ',
        '[showinfo@index @ 0x7f9168001b80] [info] n:   0 pts:      0 pts_time:0       duration:   1001 duration_time:0.0333667 fmt:yuv420p cl:left sar:1/1 s:1080x720 i:P iskey:1 type:I ',
      ]),
    ).toEqual({
      kind: 'frame',
      n: 0,
      pts: 0,
      isKey: true,
      pixelFormat: 'yuv420p',
      sampleAspectRatio: { num: 1, den: 1 },
      width: 1080,
      height: 720,
    })
  })

  test('unknown pixel aspect counts as none, not as zero', () => {
    expect(
      inBoth([
        '[showinfo@index @ 0x55bd03843040] [info] n:   1 pts: 135000 pts_time:1.5     pos:     1504 fmt:yuv420p sar:0/1 s:854x480 i:P iskey:0 type:I ',
        '[showinfo@index @ 0x7f499c001b80] [info] n:   1 pts: 135000 pts_time:1.5     duration:   3000 duration_time:0.0333333 fmt:yuv420p cl:left sar:0/1 s:854x480 i:P iskey:0 type:I ',
      ]),
    ).toMatchObject({ pts: 135000, isKey: false, sampleAspectRatio: null })
  })

  test('timestamps below zero, and missing ones', () => {
    const line = (pts: string): string =>
      `[showinfo@index @ 0x1] [info] n:  12 pts:${pts} pts_time:NOPTS   pos:       -1 fmt:yuv420p10le sar:1/1 s:200x200 i:P iskey:0 type:B `
    expect(parseLogLine(line(' -54000'))).toMatchObject({ n: 12, pts: -54000, pixelFormat: 'yuv420p10le' })
    expect(parseLogLine(line('  NOPTS'))).toMatchObject({ pts: null })
  })

  test('lines of other filters and of pictures’ side data are no frames', () => {
    for (const line of [
      '[showinfo@index @ 0x7fad74001d00] [info]   side data - 3x3 displaymatrix: rotation of -90.00 degrees',
      '[showinfo@index @ 0x55bbbf24dd40] [info] color_range:unknown color_space:unknown color_primaries:unknown color_trc:unknown',
      '[showinfo@index @ 0x55bbbf24dd40] [info] config out time_base: 0/0, frame_rate: 0/0',
      '[info]     title           : [showinfo@index @ 0x1] [info] n: 0 pts: 0 fmt:x sar:1/1 s:1x1 i:P iskey:1',
    ]) {
      expect(parseLogLine(line), line).toBeNull()
    }
  })
})

describe('the header', () => {
  test('time base and rate', () => {
    expect(
      parseLogLine('[showinfo@index @ 0x55bbbf24dd40] [info] config in time_base: 1/30000, frame_rate: 30000/1001'),
    ).toEqual({ kind: 'time-base', timeBase: { num: 1, den: 30000 }, framesPerSec: 30000 / 1001 })
    expect(parseLogLine('[showinfo@index @ 0x1] [info] config in time_base: 1/90000, frame_rate: 1/0')).toMatchObject({
      framesPerSec: null,
    })
  })

  test('container and duration', () => {
    expect(parseLogLine("[info] Input #0, mov,mp4,m4a,3gp,3g2,mj2, from 'file:/a, from 'b'.mp4':")).toEqual({
      kind: 'container',
      names: 'mov,mp4,m4a,3gp,3g2,mj2',
    })
    expect(parseLogLine('[info]   Duration: 01:02:03.50, start: 1.466667, bitrate: 391 kb/s')).toEqual({
      kind: 'duration',
      secs: 3723.5,
    })
    expect(parseLogLine('[info]   Duration: N/A, start: 0.000000, bitrate: N/A')).toEqual({
      kind: 'duration',
      secs: null,
    })
  })

  test.each([
    [
      '[info]   Stream #0:0[0x1](und): Video: h264 (High), 1 reference frame (avc1 / 0x31637661), yuv420p(progressive, left), 1080x720 (1088x720) [SAR 1:1 DAR 3:2], 718 kb/s, 29.97 fps, 29.97 tbr, 30k tbn (default)',
      { index: 0, kind: 'video', codec: 'h264', size: { width: 1080, height: 720 }, isAttachedPicture: false },
    ],
    [
      '[info]   Stream #0:0[0x100]: Video: h264 (High), 1 reference frame ([27][0][0][0] / 0x001B), yuv420p(progressive, left), 854x480, 30 fps, 30 tbr, 90k tbn, start 1.466667',
      { index: 0, kind: 'video', codec: 'h264', size: { width: 854, height: 480 }, isAttachedPicture: false },
    ],
    [
      '[info]   Stream #0:0[0x1](und): Video: none (vvc1 / 0x31637676), none, 320x180, 365 kb/s, 24 fps, 24 tbr, 12288 tbn (default)',
      { index: 0, kind: 'video', codec: 'none', size: { width: 320, height: 180 }, isAttachedPicture: false },
    ],
    [
      '[info]   Stream #0:2[0x0]: Video: mjpeg (Baseline), 1 reference frame, yuvj420p(pc, bt470bg/unknown/unknown, center), 300x300 [SAR 72:72 DAR 1:1], 90k tbr, 90k tbn (attached pic)',
      { index: 2, kind: 'video', codec: 'mjpeg', size: { width: 300, height: 300 }, isAttachedPicture: true },
    ],
    [
      '[info]   Stream #0:1(eng): Audio: opus, 48000 Hz, stereo, fltp, start 0.015000 (default)',
      { index: 1, kind: 'audio', codec: 'opus', size: null, isAttachedPicture: false },
    ],
  ])('%s', (line, stream) => {
    expect(parseLogLine(line)).toEqual({ kind: 'stream', stream })
  })

  test('rotation, under both of its names', () => {
    expect(
      inBoth([
        '[info]       displaymatrix: rotation of -90.00 degrees',
        '[info]       Display Matrix: rotation of -90.00 degrees',
      ]),
    ).toEqual({ kind: 'rotation', degrees: -90 })
    expect(parseLogLine('[info]       displaymatrix: rotation of -0.00 degrees')).toEqual({
      kind: 'rotation',
      degrees: 0,
    })
  })
})

describe('damage', () => {
  test('a packet that the decoder refused counts once', () => {
    const logs = [
      [
        '[h264 @ 0x55bbbeece740] [error] Error splitting the input into NAL units.',
        '[error] Error while decoding stream #0:0: Invalid data found when processing input',
      ],
      [
        '[h264 @ 0x5653e7cdacc0] [error] Error splitting the input into NAL units.',
        '[vist#0:0/h264 @ 0x5653e7c6a180] [dec:h264 @ 0x5653e7c47c40] [error] Decoding error: Invalid data found when processing input',
        '[vist#0:0/h264 @ 0x5653e7c6a180] [dec:h264 @ 0x5653e7c47c40] [verbose] Decode error rate 0.0333333',
      ],
    ]
    for (const log of logs) expect(log.filter((line) => parseLogLine(line)?.kind === 'damage')).toHaveLength(1)
  })
})

test('packets that were read', () => {
  expect(
    inBoth([
      '[verbose]   Input stream #0:0 (video): 30 packets read (89876 bytes); 29 frames decoded; ',
      '[in#0/mov,mp4,m4a,3gp,3g2,mj2 @ 0x5653e7c42e40] [verbose]   Input stream #0:0 (video): 30 packets read (89876 bytes); 29 frames decoded; 1 decode errors; ',
    ]),
  ).toEqual({ kind: 'packets', stream: 0, packets: 30 })
})

test('why a file did not open', () => {
  expect(parseOpenFailure(['[mov,mp4,m4a,3gp,3g2,mj2 @ 0x1] [error] moov atom not found'])).toBe('index-missing')
  expect(parseOpenFailure(['[error] file:a.mp4: Invalid data found when processing input'])).toBe('unknown-format')
  expect(parseOpenFailure(['[in#0 @ 0x1] [error] Error opening input: Permission denied'])).toBe('unreadable')
})
