/** Text that the bundler puts into the module. */
declare module '*.sql?raw' {
  const text: string
  export default text
}
