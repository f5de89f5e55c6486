// The rooms of docs/architecture.md as lint data: who may import whom. Everything else is typescript-eslint's strict set.
import importX from 'eslint-plugin-import-x'
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript'
import svelte from 'eslint-plugin-svelte'
import globals from 'globals'
import tseslint from 'typescript-eslint'

/** Rooms of ours that each room may import, besides itself. */
const mayImport = {
  domain: [],
  contract: ['domain'],
  network: ['domain'],
  motion: ['domain'],
  media: ['domain'],
  engine: ['domain', 'contract', 'media'],
  compute: ['domain', 'contract', 'network', 'motion', 'media'],
  server: ['engine', 'contract', 'domain'],
  cli: ['engine', 'contract', 'server', 'domain'],
  main: ['engine', 'contract', 'domain'],
  preload: ['contract'],
  renderer: ['contract', 'domain'],
}

/** Single files of other rooms that a room may import all the same: shapes and arithmetic, without what the room needs. */
const except = { engine: { network: ['./architecture', './config.ts'] } }

/** Packages that only some rooms may import. */
const packageHomes = {
  electron: ['main', 'preload'],
  'better-sqlite3': ['engine'],
  '@tensorflow/tfjs-core': ['network', 'motion', 'compute'],
  '@techstark/opencv-js': ['motion'],
  'ml-matrix': ['motion'],
  '@tensorflow/tfjs-node-gpu': ['compute'],
  '@tensorflow/tfjs-backend-wasm': ['compute'],
  '@tensorflow/tfjs-backend-cpu': ['compute'],
  echarts: ['renderer', 'engine'],
  svelte: ['renderer'],
  'bits-ui': ['renderer'],
  mediabunny: ['renderer'],
  commander: ['cli'],
  hono: ['engine', 'server'],
  '@hono/node-server': ['server'],
}

const rooms = Object.keys(mayImport)

const zones = rooms.flatMap((room) =>
  rooms
    .filter((other) => other !== room && !mayImport[room].includes(other))
    .map((other) => ({
      target: `./src/${room}`,
      from: `./src/${other}`,
      except: except[room]?.[other] ?? [],
      message: `${room} may not import ${other}: see the table of rooms in docs/architecture.md.`,
    })),
)

const features = [
  'library',
  'label',
  'compare',
  'label-sets',
  'bin',
  'train',
  'review',
  'reports',
  'results',
  'settings',
]
const featureZones = features.flatMap((feature) =>
  features
    .filter((other) => other !== feature)
    .map((other) => ({
      target: `./src/renderer/${feature}`,
      from: `./src/renderer/${other}`,
      message: 'Feature folders of the renderer do not import each other.',
    })),
)

const nodeFreeRooms = ['domain', 'contract', 'network', 'renderer']

const forbiddenPackages = rooms.map((room) => ({
  files: [`src/${room}/**/*.{ts,svelte}`],
  ignores: ['**/*.test.ts'],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        paths: Object.entries(packageHomes)
          .filter(([, homes]) => !homes.includes(room))
          .map(([name]) => ({ name, message: `Not in ${room}: see docs/architecture.md.` })),
        patterns: nodeFreeRooms.includes(room)
          ? [{ group: ['node:*', 'fs', 'path', 'os', 'child_process'], message: `${room} runs without Node.` }]
          : [],
      },
    ],
  },
}))

export default tseslint.config(
  { ignores: ['out/**', 'node_modules/**', 'test/screenshots/**'] },
  ...tseslint.configs.recommended,
  ...svelte.configs.recommended,
  {
    languageOptions: { globals: { ...globals.node } },
    plugins: { 'import-x': importX },
    settings: { 'import-x/resolver-next': [createTypeScriptImportResolver({ project: ['tsconfig.node.json'] })] },
    rules: {
      'import-x/no-restricted-paths': ['error', { zones: [...zones, ...featureZones] }],
      'import-x/no-cycle': 'error',
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportAllDeclaration[exported=null]', message: 'Name what you export.' },
      ],
      eqeqeq: 'error',
      'no-console': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  {
    files: ['scripts/**', 'bench/**', 'test/**'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['src/renderer/**'],
    languageOptions: { globals: { ...globals.browser } },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: tseslint.parser, extraFileExtensions: ['.svelte'] } },
  },
  ...forbiddenPackages,
)
