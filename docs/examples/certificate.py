"""Recomputes ml-job certificates from nothing but themselves: python3 certificate.py certificate.json ... (docs/certificates.md)"""
import hashlib, heapq, json, math, struct, sys
PRIORS = {"list": (3, .5), "near": (5, .5), "rest": (20, .3)}; SHARES = {"precision": {"list": 1}, "recall": {"list": .2, "near": .2, "rest": .6}, "yield": {"pool": 1}}
def need(true, what): true or sys.exit(f"WRONG: {what}")
def near(a, b): return abs(a - b) <= 1e-9 * max(abs(b), 1e-9)
def digest(c, *what): return hashlib.sha256("/".join(map(str, (c["list_sha256"], c["seed"], c["audit"], *what))).encode()).digest()
def tails(N, a, b):  # W(m)/w(m) of the prior
    x = [0.] * (N + 1)
    for m in range(N - 1, -1, -1): x[m] = (m + a) * (N - m) / ((N - m - 1 + b) * (m + 1.)) * (x[m + 1] + 1)
    return x
def least(N, a, b, x, n, k, alpha):  # the fewest hits that k of n do not reject
    y, m = 0., N - (n - k)
    while m > k:
        y = (m - 1 + a) * (N - m + 1 - (n - k)) / ((N - m + b) * (m - k)) * (y + 1)
        if y * alpha >= x[m - 1]: return m
        m -= 1
    return k
def shares(c, best):  # precision and recall
    S = [[s["size"], *PRIORS[s["name"]], tails(s["size"], *PRIORS[s["name"]]), c["alpha_spent"] * s["share"], 0, 0, 0] for s in c["strata"]]
    for d in c["draws"]:
        s, good = S[d["stratum"]], "no" if d["stratum"] else "yes"; s[5] += 1
        s[6] += d["answer"] == good or (best and d["answer"] in (None, "unsure"))
        s[7] = max(s[7], least(*s[:4], s[5], s[6], s[4]))
        missed = sum(t[0] - t[7] for t in (S[1:] or S)); held = c["found"] + S[0][7]
        yield held / (held + missed) if held + missed else 1.
def total(c, best):  # yield
    U, past = c["found"] + c["strata"][0]["size"], []
    def rejected(m):
        logs = [sum(math.log(1 + b * (m - f - z) / (Z - m + f)) for f, z, Z in past if 0 <= m - f < Z) for b in (.1, .3, .6, .9, .999)]
        return max(logs) + math.log(sum(math.exp(g - max(logs)) for g in logs) / 5) >= -math.log(c["alpha_spent"])
    for d in c["draws"]:
        w = d["weights"]; S = w["found"] + (0 if best else w["unsure"]); y = d["answer"] == "yes" or (not best and d["answer"] != "no")
        past.append((S, y / d["q"], w["z_max"])); S += y; U = max(min(U, S + w["unlabelled"] - 1), S); low = S
        if U > S and rejected(U):
            while U - low > 1: low, U = (low, (low + U) // 2) if rejected((low + U) // 2) else ((low + U) // 2, U)
            U = low
        yield float(U)
def check(c):
    need(c["format"] == "ml-job certificate" and c["version"] == 1, "format"); need(1 <= c["part"] <= c["parts"] and c["audit"] >= 1, "part")
    need(near(c["alpha_spent"], 6 * c["alpha"] / (math.pi * c["audit"]) ** 2 / c["parts"]), "alpha spent")
    need([(s["name"], s["share"]) for s in c["strata"]] == list(SHARES[c["kind"]].items()), "strata")
    for i, s in enumerate(c["strata"]):
        D = [d for d in c["draws"] if d["stratum"] == i]
        if c["kind"] != "yield":
            order = heapq.nsmallest(len(D), range(s["size"]), key=lambda p: (digest(c, i, p), p))
            need([d["position"] for d in D] == order, "draws"); need(all(near(d["q"], 1 / (s["size"] - t)) for t, d in enumerate(D)), "q")
    found, doubt, seal = c["found"], 0, digest(c, "seal", 0).hex()
    for t, d in enumerate(c["draws"] if c["kind"] == "yield" else []):
        u = (int.from_bytes(digest(c, "yield", t)[:8], "big") >> 11) / 2 ** 53; w = d["weights"]
        need(w["below"] - 1e-9 <= u < w["below"] + d["q"] + 1e-9, "draws"); need(w["z_max"] * d["q"] > 1 - 1e-9, "q")
        seal = hashlib.sha256("/".join([seal, d["row"], *(struct.pack(">d", x).hex() for x in (d["q"], w["below"], w["z_max"]))]).encode()).hexdigest()
        need(d["seal"] == seal, "q"); need(w["found"] >= found and w["found"] + w["unsure"] >= found + doubt, "counts")
        found, doubt = w["found"] + (d["answer"] == "yes"), w["unsure"] + (d["answer"] in (None, "unsure"))
    method = total if c["kind"] == "yield" else shares; path = list(method(c, False))
    need(len(path) == len(c["path"]) and all(map(near, c["path"], path)), "path")
    need(not path or near(c["bound"], path[-1]) and near(c["optimistic"], list(method(c, True))[-1]), "bound")
    print(f"right: {c['kind']} of \"{c['class']}\", bound {c['bound']:.4f} after {len(path)} draws, alpha spent {c['alpha_spent']:.5f}")
certificates = [json.load(open(path, encoding="utf-8")) for path in sys.argv[1:]]; list(map(check, certificates))
spent = {(c["campaign"], c["audit"], c["part"]): c["parts"] for c in certificates}
need(len(spent) == len(certificates) and len({(*k[:2], n) for k, n in spent.items()}) == len({k[:2] for k in spent}), "alpha is spent twice")
