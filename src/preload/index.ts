/** The one bridge between the sandboxed window and Electron: exactly the Desktop interface, nothing else. */
import { contextBridge, ipcRenderer, webUtils } from 'electron'
import type { Desktop, MenuCommand } from '../contract/desktop.ts'

const desktop: Desktop = {
  chooseFootage: () => ipcRenderer.invoke('choose-footage') as Promise<string[]>,
  chooseWeights: () => ipcRenderer.invoke('choose-weights') as Promise<string | null>,
  chooseFolder: () => ipcRenderer.invoke('choose-folder') as Promise<string | null>,
  reveal: (path) => ipcRenderer.invoke('reveal', path) as Promise<void>,
  pathOf: (file) => webUtils.getPathForFile(file),
  onMenu: (listener) => {
    const forward = (_event: unknown, command: MenuCommand) => listener(command)
    ipcRenderer.on('menu', forward)
    return () => ipcRenderer.removeListener('menu', forward)
  },
}

contextBridge.exposeInMainWorld('desktop', desktop)
