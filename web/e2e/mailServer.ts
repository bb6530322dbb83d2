import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";

/** A mail server that keeps what it is sent: as much of SMTP (RFC 5321) as a client needs. */
export class MailServer {
  readonly #server: Server;
  readonly mails: { to: string; text: string }[] = [];

  private constructor() {
    this.#server = createServer((socket) => this.#serve(socket));
  }

  static async start(): Promise<MailServer> {
    const mails = new MailServer();
    mails.#server.listen(0, "127.0.0.1");
    await once(mails.#server, "listening");
    return mails;
  }

  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("A socket without a port.");
    return `smtp://127.0.0.1:${address.port}`;
  }

  stop(): void {
    this.#server.close();
  }

  /** The link in the newest mail to an address, if there is one. */
  linkTo(address: string): string | undefined {
    const mail = this.mails.findLast(({ to }) => to === address);
    return mail === undefined ? undefined : /http:\S+#\S+/.exec(mail.text)?.[0];
  }

  #serve(socket: Socket): void {
    let to = "";
    let text: string | undefined;
    let rest = "";
    socket.write("220 test\r\n");
    socket.on("data", (chunk) => {
      const lines = (rest + chunk.toString()).split("\r\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        if (text !== undefined && line !== ".") {
          text += `${line}\n`;
          continue;
        }
        if (text !== undefined) {
          // Long lines are broken in the form quoted-printable.
          this.mails.push({ to, text: text.replaceAll("=\n", "").replaceAll("=3D", "=") });
          text = undefined;
        }
        if (line.startsWith("RCPT")) to = /<(.*)>/.exec(line)?.[1] ?? "";
        if (line === "DATA") text = "";
        socket.write(line === "DATA" ? "354 Go on\r\n" : "250 OK\r\n");
      }
    });
    socket.on("error", () => socket.destroy());
  }
}
