// A provider of identities for tests: `node provider.mjs PORT PAGE_URL`. It is certified for OpenID Connect; its keys are new at each start.
// People sign in with a name and any password. Prints a line when it listens.
import { generateKeyPairSync, randomUUID } from "node:crypto";
import { Provider } from "oidc-provider";

const [port, pageUrl] = process.argv.slice(2);
const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const key = { ...privateKey.export({ format: "jwk" }), kid: randomUUID(), alg: "RS256", use: "sig" };

/** Whoever signs in is known; the groups are by name. */
const GROUPS = { ada: ["astronomers"], root: ["heads", "astronomers"] };

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [
    {
      client_id: "spectra",
      client_secret: "hush & hush",
      redirect_uris: [`${pageUrl}/api/auth/provider/finish`],
      post_logout_redirect_uris: [`${pageUrl}/`],
    },
  ],
  jwks: { keys: [key] },
  cookies: { keys: [randomUUID()] },
  claims: { openid: ["sub", "groups"], profile: ["preferred_username"], email: ["email", "email_verified"] },
  findAccount: (_, name) => ({
    accountId: name,
    claims: () => ({
      sub: name,
      preferred_username: name,
      email: `${name}@example.org`,
      email_verified: true,
      groups: GROUPS[name] ?? [],
    }),
  }),
  pkce: { required: () => true },
  // Nobody is asked whether the page may know who it is.
  loadExistingGrant: async ({ oidc }) => {
    const grant = new oidc.provider.Grant({
      accountId: oidc.session.accountId,
      clientId: oidc.client.clientId,
    });
    grant.addOIDCScope("openid profile email");
    await grant.save();
    return grant;
  },
});

provider.listen(Number(port), "127.0.0.1", () => process.stdout.write("listening\n"));
