/** The Electron host: one window on one library, the engine behind app://touchline, no open port. */
import { app, BrowserWindow, dialog, ipcMain, Menu, protocol, session, shell } from 'electron'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type Engine, openEngine } from '../engine/engine.ts'
import { toProblem } from '../domain/problem.ts'
import { videoExtensions } from '../domain/footage-files.ts'
import { weightsExtensions } from '../domain/weights-files.ts'
import { readMigrations } from '../engine/library/migrations.ts'
import firstSchema from '../engine/library/migrations/0001-library.sql?raw'
import startingWeightsSchema from '../engine/library/migrations/0002-starting-weights.sql?raw'
import runRecordSchema from '../engine/library/migrations/0003-run-record.sql?raw'
import codingSchema from '../engine/library/migrations/0004-coding.sql?raw'
import { menuTemplate } from './menu.ts'

const origin = 'app://touchline'

/** In a bundle no SQL files lie beside the code: they are inside it. */
const schema = {
  '0001-library.sql': firstSchema,
  '0002-starting-weights.sql': startingWeightsSchema,
  '0003-run-record.sql': runRecordSchema,
  '0004-coding.sql': codingSchema,
}

protocol.registerSchemesAsPrivileged([
  { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true } },
])

const { values } = parseArgs({ options: { library: { type: 'string' } }, strict: false, args: process.argv.slice(1) })
const libraryDir = resolve(
  typeof values.library === 'string' ? values.library : join(app.getPath('documents'), 'Touchline'),
)

if (app.requestSingleInstanceLock({ libraryDir })) void start()
else app.quit()

async function start(): Promise<void> {
  await app.whenReady()
  let engine: Engine
  try {
    engine = await openEngine({
      libraryDir,
      create: true,
      program: 'Touchline window',
      allowedRoots: [homedir(), '/media', '/mnt', '/Volumes', libraryDir],
      rendererDir: join(import.meta.dirname, '../renderer'),
      computeEntry: join(import.meta.dirname, 'compute.js'),
      sampleDir: join(app.getAppPath(), 'resources/sample'),
      appVersion: app.getVersion(),
      migrations: readMigrations((file) => schema[file]),
    })
  } catch (caught) {
    dialog.showErrorBox('Touchline could not open the library', toProblem(caught).message)
    app.exit(3)
    return
  }

  protocol.handle('app', (request) => engine.handle(request))
  session.defaultSession.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  session.defaultSession.setPermissionCheckHandler(() => false)
  guardNavigation()
  answerDesktop(engine)

  const window = openWindow()
  app.on('second-instance', () => {
    if (window.isMinimized()) window.restore()
    window.focus()
  })
  app.on('window-all-closed', () => app.quit())
  let closed = false
  app.on('before-quit', (event) => {
    if (closed) return
    event.preventDefault()
    void engine.close().finally(() => {
      closed = true
      app.quit()
    })
  })
}

function openWindow(): BrowserWindow {
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    minWidth: 900,
    minHeight: 600,
    backgroundColor: '#14171c',
    show: false,
    webPreferences: {
      preload: join(import.meta.dirname, '../preload/index.cjs'),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webSecurity: true,
      spellcheck: false,
    },
  })
  window.once('ready-to-show', () => window.show())
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate((command) => window.webContents.send('menu', command))))
  void window.loadURL(`${origin}/`)
  return window
}

/** Only our own pages, in our own window. */
function guardNavigation(): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event, url) => {
      if (new URL(url).origin !== origin && !url.startsWith(`${origin}/`)) event.preventDefault()
    })
    contents.on('will-attach-webview', (event) => event.preventDefault())
    contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  })
}

function answerDesktop(engine: Engine): void {
  const fromOwnPage = (event: Electron.IpcMainInvokeEvent) => event.senderFrame?.url.startsWith(`${origin}/`) ?? false

  ipcMain.handle('choose-footage', async (event) => {
    if (!fromOwnPage(event)) return []
    const chosen = await dialog.showOpenDialog({
      title: 'Import footage',
      properties: ['openFile', 'multiSelections'],
      filters: [
        { name: 'Video', extensions: [...videoExtensions] },
        { name: 'All files', extensions: ['*'] },
      ],
    })
    engine.allowFiles(chosen.filePaths)
    return chosen.filePaths
  })
  ipcMain.handle('choose-weights', async (event) => {
    if (!fromOwnPage(event)) return null
    const chosen = await dialog.showOpenDialog({
      title: 'Add starting weights',
      properties: ['openFile'],
      filters: [
        { name: 'Network weights', extensions: [...weightsExtensions] },
        { name: 'All files', extensions: ['*'] },
      ],
    })
    engine.allowFiles(chosen.filePaths)
    return chosen.filePaths[0] ?? null
  })
  ipcMain.handle('choose-folder', async (event) => {
    if (!fromOwnPage(event)) return null
    const chosen = await dialog.showOpenDialog({ title: 'Choose a data set', properties: ['openDirectory'] })
    engine.allowFiles(chosen.filePaths)
    return chosen.filePaths[0] ?? null
  })
  ipcMain.handle('reveal', (event, path: unknown) => {
    if (fromOwnPage(event) && typeof path === 'string' && engine.mayReveal(path)) shell.showItemInFolder(path)
  })
}
