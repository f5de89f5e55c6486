import { command } from '../command.ts'
import { lookAround } from '../../engine/doctor/look-around.ts'
import { appVersion } from '../open.ts'

const marks = { ok: 'ok      ', limited: 'limited ', missing: 'missing ' } as const

export const doctorCommand = command<object>(
  'doctor',
  'Say what of ffmpeg, TensorFlow, SQLite, Electron and the browser is there, and what to do where it is not',
  (made) => made,
  async ({ output }) => {
    for (const finding of await lookAround({ appVersion })) {
      output.line(
        { ...finding },
        `${marks[finding.state]} ${finding.part}: ${finding.found}${finding.advice === '' ? '' : `\n         ${finding.advice}`}`,
      )
      if (finding.state === 'missing') process.exitCode = 4
    }
  },
)
