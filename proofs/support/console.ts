// A command in this very process: its exit status, or its error's, and what it printed.

export type Command = (args: string[]) => Promise<number>;

export interface Ran {
  status: number;
  output: string;
}

export async function run(command: Command, ...args: string[]): Promise<Ran> {
  const lines: string[] = [];
  const log = jest
    .spyOn(console, 'log')
    .mockImplementation((line) => void lines.push(String(line)));
  try {
    const status = await command(args);
    return { status, output: lines.join('\n') };
  } catch (error) {
    const { message, exitStatus = 1 } = error as Error & { exitStatus?: number };
    return { status: exitStatus, output: message };
  } finally {
    log.mockRestore();
  }
}
