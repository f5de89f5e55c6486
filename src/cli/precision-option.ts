import { Option } from 'commander'

/** `--precision`, as every command that runs a network has it. */
export function precisionOption(): Option {
  return new Option(
    '--precision <name>',
    'what the network computes in: bf16 is faster where the processor has it, and rounds more (otherwise float32)',
  ).choices(['float32', 'bf16'])
}
