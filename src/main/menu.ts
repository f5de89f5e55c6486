/** The application menu. Items that act on the page send it a command; the page does the same as for its key. */
import type { MenuItemConstructorOptions } from 'electron'
import type { MenuCommand } from '../contract/desktop.ts'

export function menuTemplate(send: (command: MenuCommand) => void): MenuItemConstructorOptions[] {
  const item = (label: string, command: MenuCommand, accelerator?: string): MenuItemConstructorOptions => ({
    label,
    click: () => send(command),
    ...(accelerator === undefined ? {} : { accelerator }),
  })
  return [
    ...(process.platform === 'darwin' ? [{ role: 'appMenu' } as const] : []),
    {
      label: '&File',
      submenu: [item('&Import footage…', 'import', 'CmdOrCtrl+O'), { type: 'separator' }, { role: 'quit' }],
    },
    {
      label: '&Edit',
      submenu: [
        // The page handles the keys itself (text fields have an undo of their own), so none are registered here.
        item('Undo', 'undo'),
        item('Redo', 'redo'),
        { type: 'separator' },
        { role: 'cut' },
        { role: 'copy' },
        { role: 'paste' },
        { role: 'selectAll' },
      ],
    },
    {
      label: '&Go',
      submenu: [
        item('Library', 'library'),
        item('Train', 'train'),
        item('Review', 'review'),
        item('Reports', 'reports'),
        item('Results', 'results'),
        item('Settings', 'settings'),
      ],
    },
    {
      label: '&View',
      submenu: [
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { role: 'resetZoom' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
        { role: 'reload' },
        { role: 'toggleDevTools' },
      ],
    },
    { label: '&Help', submenu: [item('Keyboard shortcuts', 'help')] },
  ]
}
