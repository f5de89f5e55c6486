/** The plain GET routes beside the contract: what <video>, <img> and links need as addresses. */
export const routes = {
  rpc: '/rpc',
  /** The footage itself with byte ranges (206); 'sound' is a file whose time 0 is the recording's first frame. */
  media: (recordingId: string, which: 'original' | 'proxy' | 'sound') =>
    `/media/${encodeURIComponent(recordingId)}/${which}`,
  /** Peaks of the sound with byte ranges, in the format of domain/waveform.ts. */
  waveform: (recordingId: string) => `/waveforms/${encodeURIComponent(recordingId)}.peaks`,
  thumbnail: (recordingId: string, frameIndex: number) =>
    `/thumbnails/${encodeURIComponent(recordingId)}/${frameIndex}.jpg`,
  report: (reportId: string) => `/report-files/${encodeURIComponent(reportId)}/report.html`,
  /** A table or figure that was written: `file` is one of its names. */
  result: (resultsId: string, file: string) =>
    `/result-files/${encodeURIComponent(resultsId)}/${encodeURIComponent(file)}`,
  /** POST with the file as body and its name in ?name=; answers {path} of the library's own copy. */
  upload: '/upload',
} as const
