import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const READY_MS = 60000;
const POLL_MS = 100;

/** A server of its own, on the embedded database and queue, with a made-up archive. */
export class Server {
  readonly #program: string;
  readonly #directory: string;
  readonly #port: number;
  readonly #options: readonly string[];
  #process: ChildProcess | undefined;
  #said = "";

  private constructor(program: string, directory: string, port: number, options: readonly string[]) {
    this.#program = program;
    this.#directory = directory;
    this.#port = port;
    this.#options = options;
  }

  /** Makes an archive of so many spectra and starts the program that ML_JOB_BIN names, with options of the walk. */
  static async start(
    options: readonly string[] | ((url: string) => readonly string[]) = [],
    spectra = 300,
  ): Promise<Server> {
    const program = resolve(process.env.ML_JOB_BIN ?? "../target/debug/ml-job");
    const directory = mkdtempSync(join(tmpdir(), "ml-job-e2e-"));
    const archive = join(directory, "spectra");
    execFileSync(program, ["sample", "--output", archive, "--count", String(spectra), "--seed", "1"], {
      stdio: "ignore",
    });
    const port = await freePort();
    const given = typeof options === "function" ? options(`http://127.0.0.1:${port}`) : options;
    const server = new Server(program, directory, port, given);
    await server.launch();
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** The classes that the spectra of the archive were made with, by file name. */
  truth(): Map<string, string> {
    const [, ...lines] = readFileSync(join(this.#directory, "spectra", "truth.csv"), "utf8")
      .trim()
      .split("\n");
    return new Map(lines.map((line) => line.split(",")).map(([name, kind]) => [name, kind]));
  }

  /** Starts the program (again) on the same data and port, and waits until it answers. */
  async launch(): Promise<void> {
    const { ML_JOB_BIN: _, ...env } = process.env;
    this.#process = spawn(
      this.#program,
      ["up", "--listen", `127.0.0.1:${this.#port}`, "--data-dir", this.#directory, ...this.#options],
      { env, stdio: ["ignore", "ignore", "pipe"] },
    );
    this.#process.stderr?.on("data", (chunk: Buffer) => {
      this.#said += chunk.toString();
      if (process.env.ML_JOB_E2E_LOG) process.stderr.write(chunk);
    });
    await until(async () => (await fetch(`${this.url}/readyz`)).ok, "the server is ready");
  }

  /** The link that makes the first administrator, as the program printed it. */
  firstLink(): string {
    const link = /http:\S+\/welcome#\S+/.exec(this.#said)?.[0];
    if (link === undefined) throw new Error(`No link was printed: ${this.#said}`);
    return link;
  }

  /** Kills the program as a crash would: no chance to tidy up. */
  async kill(): Promise<void> {
    const process = this.#process;
    if (process === undefined || process.exitCode !== null || process.signalCode !== null) return;
    const gone = once(process, "exit");
    process.kill("SIGKILL");
    await gone;
  }

  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.#directory, { recursive: true, force: true });
  }

  /** A JSON request, past the page. */
  async api<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.url}/api${path}`, {
      method,
      headers: body === undefined ? undefined : { "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return (text === "" ? undefined : JSON.parse(text)) as T;
  }
}

/** Waits for a condition; what it throws counts as "not yet". @throws Error that names what did not happen */
export async function until(
  condition: () => Promise<boolean>,
  what: string,
  limitMs = READY_MS,
): Promise<void> {
  const end = Date.now() + limitMs;
  while (Date.now() < end) {
    if (await condition().catch(() => false)) return;
    await new Promise((wake) => setTimeout(wake, POLL_MS));
  }
  throw new Error(`Not within ${limitMs / 1000} s: ${what}.`);
}

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  if (address === null || typeof address === "string") throw new Error("A socket without a port.");
  probe.close();
  await once(probe, "close");
  return address.port;
}
