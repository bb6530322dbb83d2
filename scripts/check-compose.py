#!/usr/bin/env python3
"""Checks that docker-compose.yml and .env.example speak of the same variables, and that no port but the API's is published.

Needs nothing but Python. Where Docker's compose plugin is at hand, `docker compose config` reads the file as well.
"""
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMPOSE_FILES = ["docker-compose.yml", "docker/management.yml"]
# Explained for people who run the services without Docker, or who come from the earlier version.
OUTSIDE_COMPOSE = {"API_URL", "UI_PORT", "WORKER_TOKEN_FILE", "OIDC_CLIENT_SECRET_FILE"}
# Without a value in .env.example, so that nobody starts with one that everybody knows.
PASSWORDS = {"POSTGRES_PASSWORD", "RABBITMQ_DEFAULT_PASS"}


def without_comments(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))


def used_variables() -> set[str]:
    used = set()
    for name in COMPOSE_FILES:
        text = without_comments((ROOT / name).read_text())
        # ${NAME…}, but not $${NAME}, and `NAME:` without a value: passed on from .env.
        used |= set(re.findall(r"(?<!\$)\$\{([A-Z][A-Z0-9_]*)", text))
        used |= set(re.findall(r"^ {2,6}([A-Z][A-Z0-9_]*):$", text, re.MULTILINE))
    return used


def explained_variables() -> set[str]:
    return set(re.findall(r"^#?([A-Z][A-Z0-9_]*)=", (ROOT / ".env.example").read_text(), re.MULTILINE))


def complaints() -> list[str]:
    used, explained = used_variables(), explained_variables()
    found = [f"{name} is used by compose and not explained in .env.example" for name in sorted(used - explained)]
    text = (ROOT / ".env.example").read_text()
    given = [name for name in sorted(PASSWORDS) if not re.search(rf"^{name}=$", text, re.MULTILINE)]
    found += [f"{name} has to be explained in .env.example, without a value" for name in given]
    unused = explained - used - OUTSIDE_COMPOSE
    found += [f"{name} is explained in .env.example and used nowhere" for name in sorted(unused)]
    published = re.findall(r"^    ports:\n((?:      .*\n)+)", (ROOT / "docker-compose.yml").read_text(), re.MULTILINE)
    if len(published) != 1 or published[0].count("\n") != 1 or ":10000\"" not in published[0]:
        found.append("docker-compose.yml has to publish the API's port and no other")
    if shutil.which("docker") and subprocess.run(["docker", "compose", "version"], capture_output=True).returncode == 0:
        for profile in ([], ["--profile", "gpu"]):
            command = ["docker", "compose", "--env-file", ".env.example", *profile, "config", "--quiet"]
            environment = os.environ | dict.fromkeys(PASSWORDS, "x")
            result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=environment)
            if result.returncode:
                found.append(f"{' '.join(command)}: {result.stderr.strip()}")
    return found


def main() -> int:
    found = complaints()
    for complaint in found:
        print(complaint, file=sys.stderr)
    return 1 if found else 0


sys.exit(main())
