import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseManifest } from './manifest.ts'

const manifest = path.resolve('/sets/tennis/manifest.csv')
const read = (text: string, allowAbsolute = false) => parseManifest(text, { manifest, allowAbsolute })
const refusal = (text: string, allowAbsolute = false): unknown => {
  try {
    return read(text, allowAbsolute)
  } catch (caught) {
    return caught
  }
}

describe('manifest CSV', () => {
  test('a plain list gives clips in its order, with files beside the CSV', () => {
    expect(read('path,label,group\nserve/a.mp4,serve,Anna\n"odd, name.mp4",lunge,Ben\n')).toEqual([
      {
        key: 'serve/a.mp4',
        file: path.resolve('/sets/tennis/serve/a.mp4'),
        label: 'serve',
        group: 'Anna',
        split: null,
      },
      {
        key: 'odd, name.mp4',
        file: path.resolve('/sets/tennis/odd, name.mp4'),
        label: 'lunge',
        group: 'Ben',
        split: null,
      },
    ])
  })

  test('what spreadsheets write is understood: byte order mark, semicolons, Windows line ends, capitals, more columns', () => {
    const text =
      '\ufeffPath;Label;Group;Split;Remarks\r\na.mp4;serve;Anna;Train;good\r\nb.mp4; serve ;Ben;test;\r\n\r\n'
    expect(read(text).map(({ label, group, split }) => [label, group, split])).toEqual([
      ['serve', 'Anna', 'train'],
      ['serve', 'Ben', 'held-out'],
    ])
  })

  test.each([
    ['path,label\na.mp4,serve\n', 'DATASET_UNUSABLE', /no column group/],
    ['path,label,group\na.mp4,,Anna\n', 'DATASET_UNUSABLE', /line 2: the label is empty/],
    ['path,label,group\na.mp4,serve\n', 'DATASET_UNUSABLE', /can't be read as CSV/],
    ['path,label,group\n', 'DATASET_UNUSABLE', /names no clips/],
    ['', 'DATASET_UNUSABLE', /names no clips/],
    ['path,label,group\na.mp4,serve,A\n./a.mp4,lunge,B\n', 'DATASET_UNUSABLE', /line 3: .*already named in line 2/],
    ['path,label,group,split\na.mp4,s,A,validation\n', 'DATASET_UNUSABLE', /must be train or held-out/],
    ['path,label,group,split\na.mp4,s,A,train\nb.mp4,s,B,\n', 'DATASET_UNUSABLE', /1 of 2 clips/],
    ['path,label,group\n../../etc/passwd,serve,A\n', 'PATH_NOT_ALLOWED', /leads out of/],
    ['path,label,group\n/etc/passwd,serve,A\n', 'PATH_NOT_ALLOWED', /only relative/],
  ])('%j is refused, with the line', (text, code, message) => {
    const problem = refusal(text)
    expect(problem).toMatchObject({ code })
    expect(problem).toHaveProperty('message', expect.stringMatching(message))
  })

  test('absolute paths are for the terminal, where they are allowed', () => {
    expect(read(`path,label,group\n${path.resolve('/other/a.mp4')},serve,A\n`, true)[0]?.file).toBe(
      path.resolve('/other/a.mp4'),
    )
  })
})
