/** Outlines of the transport's icons on a 20 px grid, drawn for this window; filled, unlike the line icons of ui. */
export const transportIcons = {
  toStart: 'M4 4h2v12H4z M16 4v12L7 10z',
  back: 'M5 5h2v10H5z M14 5v10L8 10z',
  play: 'M6 4l10 6-10 6z',
  pause: 'M5 4h3.500v12H5z M11.500 4H15v12h-3.500z',
  forward: 'M13 5h2v10h-2z M6 5v10l6-5z',
  toEnd: 'M14 4h2v12h-2z M4 4v12l9-6z',
  sound: 'M3 8h3l4-4v12l-4-4H3z M12 7.500c2 1 2 4 0 5z M12 4c5 1.500 5 10.500 0 12v-1.500c3-1.500 3-7.500 0-9z',
  muted: 'M3 8h3l4-4v12l-4-4H3z M12.500 7.500l1-1 2 2 2-2 1 1-2 2.500 2 2.500-1 1-2-2-2 2-1-1 2-2.500z',
  loop: 'M5 6h8V3.500L17.500 7 13 10.500V8H7v3H5z M15 14H7v2.500L2.500 13 7 9.500V12h6V9h2z',
} as const
export type TransportIconName = keyof typeof transportIcons
