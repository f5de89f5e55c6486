import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isInstalled } from '../../scripts/setup/dependencies.mjs'
import { ffmpegVersion, isTooOld } from '../../scripts/setup/ffmpeg.mjs'
import { cudaRequirements } from '../../scripts/setup/libraries.mjs'
import { withLock } from '../../scripts/setup/lock.mjs'
import { describeProgram, isUnchanged, noteMachine, readMachine, tryAgainLater } from '../../scripts/setup/machine.mjs'
import { runsTypeScript } from '../../scripts/setup/node24.mjs'
import { lastLine, runTool } from '../../scripts/setup/tool.mjs'
import { whyUnwritable } from '../../scripts/setup/unwritable.mjs'
import { makeFolder } from '../../scripts/setup/whole.mjs'
import { closingLine, exitCode, sum } from '../../scripts/test/tally.mjs'

let folder: string
const children: ChildProcess[] = []

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'touchline-setup-'))
  process.env['TOUCHLINE_CACHE'] = folder
})

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  delete process.env['TOUCHLINE_CACHE']
  await rm(folder, { recursive: true, force: true })
})

/** A second process that runs `code` with the lock module's withLock at hand. */
function otherProcess(code: string): ChildProcess {
  const lockModule = pathToFileURL(path.resolve('scripts/setup/lock.mjs')).href
  const program = `import { withLock } from ${JSON.stringify(lockModule)}\nimport fs from 'node:fs'\n${code}`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  return child
}

describe('two set-ups at once', () => {
  it('work one after the other', async () => {
    const lock = path.join(folder, 'set-up.lock')
    const log = path.join(folder, 'log')
    const code = `
      await withLock(${JSON.stringify(lock)}, async () => {
        fs.appendFileSync(${JSON.stringify(log)}, 'in ')
        await new Promise((resolve) => setTimeout(resolve, 50))
        fs.appendFileSync(${JSON.stringify(log)}, 'out ')
      })`
    const ends = [1, 2, 3, 4].map(() => once(otherProcess(code), 'exit'))
    for (const [exit] of await Promise.all(ends)) expect(exit).toBe(0)
    expect(await readFile(log, 'utf8')).toBe('in out '.repeat(4))
    expect(await readdir(folder)).toEqual(['log'])
  })

  it('the lock of a killed one is taken over at once', async () => {
    const lock = path.join(folder, 'set-up.lock')
    const code = `
      await withLock(${JSON.stringify(lock)}, async () => {
        console.log('held')
        await new Promise((resolve) => setTimeout(resolve, 600_000))
      })`
    const killed = otherProcess(code)
    await once(killed.stdout!, 'data')
    killed.kill('SIGKILL')
    await once(killed, 'exit')
    expect(existsSync(lock)).toBe(true)
    expect(await withLock(lock, async () => 'mine')).toBe('mine')
    expect(await readdir(folder)).toEqual([])
  })

  it('the lock of a process on another host is taken over only after its silence', async () => {
    const lock = path.join(folder, 'set-up.lock')
    await mkdir(lock)
    await writeFile(path.join(lock, 'owner.json'), JSON.stringify({ id: 'there', pid: 1, host: 'another-host' }))
    const waited: number[] = []
    const taken = withLock(
      lock,
      async () => 'mine',
      ({ pid }) => {
        waited.push(pid)
        const longAgo = new Date(Date.now() - 10 * 60_000)
        void utimes(lock, longAgo, longAgo)
      },
    )
    expect(await taken).toBe('mine')
    expect(waited).toEqual([1])
  })

  it('a failure gives the lock back', async () => {
    const lock = path.join(folder, 'set-up.lock')
    await expect(withLock(lock, () => Promise.reject(new Error('no network')))).rejects.toThrow('no network')
    expect(await withLock(lock, async () => 'again')).toBe('again')
  })
})

describe('what is fetched or built', () => {
  it('appears whole or not at all, and sweeps up after a killed try', async () => {
    const target = path.join(folder, 'tensorflow-1')
    const leftover = path.join(folder, '.tensorflow-1.part-of-a-killed-try')
    await mkdir(leftover)
    const broken = makeFolder(target, async (temporary) => {
      await writeFile(path.join(temporary, 'half'), 'half a fi')
      throw new Error('connection lost')
    })
    await expect(broken).rejects.toThrow('connection lost')
    expect(await readdir(folder)).toEqual([])
    await makeFolder(target, (temporary) => writeFile(path.join(temporary, 'whole'), 'a file'))
    expect(await readdir(target)).toEqual(['whole'])
  })

  it('a program is looked at again when its file changed', async () => {
    const file = path.join(folder, 'ffmpeg')
    await writeFile(file, 'one')
    const program = await describeProgram(file, { version: '1', source: 'system' })
    expect(await isUnchanged(program)).toBe(true)
    await writeFile(file, 'another')
    expect(await isUnchanged(program)).toBe(false)
    await rm(file)
    expect(await isUnchanged(program)).toBe(false)
  })

  it('a refused download is not tried again the same day, and keeps what else was found', async () => {
    const ffmpeg = { path: '/somewhere/ffmpeg', version: '9.0', source: 'system', sizeBytes: 1, modifiedMs: 1 }
    await noteMachine({ ffmpeg })
    let tries = 0
    const attempt = (why: string) => async () => {
      tries += 1
      return why
    }
    const once = { what: 'electron 45', againAfterHours: 24 }
    expect(await tryAgainLater(once, attempt('refused'))).toBe('refused')
    expect(await tryAgainLater(once, attempt(''))).toBe('refused')
    expect(tries).toBe(1)
    // A newer version is another try; and after the pause so is the same one.
    expect(await tryAgainLater({ what: 'electron 46', againAfterHours: 24 }, attempt(''))).toBe('')
    expect(await tryAgainLater({ what: 'electron 45', againAfterHours: 0 }, attempt(''))).toBe('')
    expect(await readMachine()).toEqual({ schema: 1, ffmpeg, failures: {} })
  })

  it('a machine file that something broke counts as nothing found', async () => {
    await writeFile(path.join(folder, 'machine.json'), '{"schema":1,"ffm')
    expect(await readMachine()).toEqual({ schema: 1 })
    await noteMachine({ chromium: null })
    expect(await readMachine()).toEqual({ schema: 1, chromium: null })
  })
})

describe('packages', () => {
  const wanted = {
    packages: {
      '': {},
      'node_modules/zod': { version: '4.6.7' },
      'node_modules/win': { version: '1.0.0', optional: true },
    },
  }

  it('are not installed again after somebody ran npm install by hand', () => {
    expect(isInstalled(wanted, { packages: { 'node_modules/zod': { version: '4.6.7' } } })).toBe(true)
  })

  it('are installed when a version differs, one is missing, or none was ever there', () => {
    expect(isInstalled(wanted, { packages: { 'node_modules/zod': { version: '4.6.6' } } })).toBe(false)
    const otherWin = { 'node_modules/zod': { version: '4.6.7' }, 'node_modules/win': { version: '0.9.0' } }
    expect(isInstalled(wanted, { packages: otherWin })).toBe(false)
    expect(isInstalled(wanted, { packages: {} })).toBe(false)
    expect(isInstalled(wanted, null)).toBe(false)
  })
})

describe('a place that can’t be written to', () => {
  const refused = (code: string, file: string) => Object.assign(new Error(`${code}: raw`), { code, path: file })

  it('is told in words, with what to do', () => {
    const checkout = path.resolve('.')
    expect(whyUnwritable(refused('EACCES', path.join(checkout, 'node_modules', 'stamp.json')))).toBe(
      `${checkout} can't be written to: you have no permission. Ask whoever set this checkout up to run "npm run setup" in it, or make a checkout of your own.`,
    )
    expect(whyUnwritable(refused('EROFS', '/home/ann/.cache/touchline'))).toBe(
      "/home/ann/.cache can't be written to: the disk is read-only. Set TOUCHLINE_CACHE to a folder of yours, then start again.",
    )
    expect(whyUnwritable(refused('ENOSPC', '/cache/x'))).toContain('the disk is full. Free some space')
    expect(whyUnwritable(new Error('something else'))).toBe('')
  })

  it('is no obstacle to a command that needs nothing written, and none ends in a raw error', async () => {
    const blocked = path.join(folder, 'a file')
    await writeFile(blocked, '')
    // The tests are told where ffmpeg is; nobody tells this set-up.
    const env = { ...process.env, TOUCHLINE_FFMPEG: '', TOUCHLINE_CACHE: path.join(blocked, 'cache') }
    const setUp = pathToFileURL(path.resolve('scripts/setup.mjs')).href
    const program = `import { setUp } from ${JSON.stringify(setUp)}
      console.log(JSON.stringify(await setUp({ need: ['packages', 'ffmpeg'] })))`
    const ran = await runTool(process.execPath, ['--input-type=module', '--eval', program], { limitSecs: 60, env })
    expect(ran.why).toBe('')
    expect(JSON.parse(ran.stdout)).toMatchObject([
      { name: 'packages', ready: true },
      { name: 'ffmpeg', ready: false },
    ])
  })
})

describe('what other programs print', () => {
  it.each([
    ['ffmpeg version 5.1.9-0+deb12u1 Copyright (c) 2000-2026 the FFmpeg developers', '5.1.9-0+deb12u1', false],
    ['ffmpeg version n9.0.2-17-g2a571b6068-20260930 Copyright (c) 2000-2026', '9.0.2', false],
    ['ffmpeg version N-47683-g0e8eb07980-static https://johnvansickle.com', 'N-47683-g0e8eb07980-static', false],
    ['ffmpeg version 4.4.2-0ubuntu0.22.04.1 Copyright (c) 2000-2021', '4.4.2-0ubuntu0.22.04.1', true],
    ['ffmpeg version 5.0.1 Copyright (c) 2000-2022', '5.0.1', true],
  ])('%s', (output, version, tooOld) => {
    expect(ffmpegVersion(output)).toBe(version)
    expect(isTooOld(version)).toBe(tooOld)
  })

  it('anything else is not ffmpeg', () => {
    expect(ffmpegVersion('bash: ffmpeg: command not found')).toBeNull()
  })

  it('CUDA libraries are those that the TensorFlow wheel asks for', () => {
    const metadata = [
      'Requires-Dist: wrapt>=1.11.0',
      'Requires-Dist: nvidia-cublas-cu12<13.0,>=12.5.3.2; extra == "and-cuda"',
      'Requires-Dist: nvidia-nccl-cu12<3.0,>=2.27.7; extra == "and-cuda"',
      'Requires-Dist: tensorflow-io-gcs-filesystem>=0.23.1; python_version < "3.13" and extra == "gcs-filesystem"',
    ].join('\r\n')
    expect(cudaRequirements(metadata)).toEqual(['nvidia-cublas-cu12<13.0,>=12.5.3.2', 'nvidia-nccl-cu12<3.0,>=2.27.7'])
  })

  it('the line that names the failure is the one shown', () => {
    const pip = 'ERROR: Could not find a version\nERROR: No matching distribution found for x\n\n'
    expect(lastLine(pip)).toBe('ERROR: No matching distribution found for x')
    expect(lastLine('x.cc:1:10: fatal error: a.h: No such file\ncompilation terminated.\n')).toContain('a.h')
    expect(lastLine('TypeError: fetch failed\n    at node:internal/error.js:1\n')).toBe('TypeError: fetch failed')
    expect(lastLine('')).toBe('')
  })

  it('a program that is absent, fails or hangs is told apart', async () => {
    const node = process.execPath
    expect((await runTool('no-such-program-here', [], { limitSecs: 10 })).why).toBe(
      'no-such-program-here is not installed',
    )
    const failed = await runTool(node, ['-e', 'console.error("disk full"); process.exit(3)'], { limitSecs: 60 })
    expect(failed).toMatchObject({ ok: false, code: 3, why: 'disk full' })
    const hung = await runTool(node, ['-e', 'setInterval(() => {}, 1000)'], { limitSecs: 0.5 })
    expect(hung.why).toContain('did not finish within 0.5 s')
    expect(await runTool(node, ['-p', '6 * 7'], { limitSecs: 60 })).toMatchObject({ ok: true, stdout: '42\n', why: '' })
  })
})

describe('Node', () => {
  it('runs TypeScript as it is from 22.18 on', () => {
    expect(['20.20.2', '22.17.1', '22.18.0', '24.0.0'].map(runsTypeScript)).toEqual([false, false, true, true])
  })
})

describe('the closing line', () => {
  it('adds up checks and projects, and names skips only when there are any', () => {
    const tally = sum([
      { passed: 3, failed: 0, skipped: 0 },
      { passed: 1, failed: 2, skipped: 0 },
    ])
    expect(closingLine(tally)).toBe('4 passed, 2 failed')
    expect(closingLine({ ...tally, skipped: 1 })).toBe('4 passed, 2 failed, 1 skipped')
  })

  it('a run without any passed test does not look like success', () => {
    expect(exitCode({ passed: 0, failed: 0, skipped: 5 })).toBe(1)
    expect(exitCode({ passed: 1, failed: 1, skipped: 0 })).toBe(1)
    expect(exitCode({ passed: 1, failed: 0, skipped: 0 })).toBe(0)
  })

  it('is the last line of npm test, also when a filter matches no file', async () => {
    const args = ['scripts/test.mjs', '--only', 'unit', 'no-such-file-anywhere']
    const env = { ...process.env }
    delete env['TOUCHLINE_CACHE']
    const ran = await runTool(process.execPath, args, { limitSecs: 200, env })
    expect(ran.code).toBe(1)
    expect(ran.stdout.trimEnd().split('\n').at(-1)).toBe('0 passed, 0 failed')
  })
})

it('an interrupted set-up leaves no folder that looks whole', async () => {
  const target = path.join(folder, 'ffmpeg-1')
  const whole = pathToFileURL(path.resolve('scripts/setup/whole.mjs')).href
  const child = otherProcess(`
    const { makeFolder } = await import(${JSON.stringify(whole)})
    await makeFolder(${JSON.stringify(target)}, async (temporary) => {
      fs.writeFileSync(temporary + '/ffmpeg', 'the first half')
      console.log('half')
      await new Promise((resolve) => setTimeout(resolve, 600_000))
    })`)
  await once(child.stdout!, 'data')
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(existsSync(target)).toBe(false)
  await makeFolder(target, (temporary) => writeFile(path.join(temporary, 'ffmpeg'), 'all of it'))
  expect((await stat(path.join(target, 'ffmpeg'))).size).toBe(9)
  expect(await readdir(folder)).toEqual(['ffmpeg-1'])
})
