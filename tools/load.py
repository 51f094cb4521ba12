"""Many people at once against a real server on this machine, on SQLite and on PostgreSQL.

Every person signs in (by the form where there is one) and then walks the pages; the program ends
by itself after a bounded number of requests and seconds, and prints the median and the 95th
percentile of what people waited.  Nothing outside a throw-away folder is read or written.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[1]
LOGIN = "/accounts/login/"
FOUND, MOVED = 200, 302
STARTING = 60  # [s] that a server may take
ONE_ANSWER = 30  # [s] that one answer may take
GOAL = 300  # [ms] at the 95th percentile


class Asked(NamedTuple):
    """One request: what it was, how long it took [s], and what came back."""

    kind: str
    seconds: float
    status: int


class Person(threading.Thread):
    """Signs in and reads pages, one after the other, until the time is over."""

    def __init__(self, number: int, port: int, town: dict[str, Any], plan: Plan) -> None:
        super().__init__(daemon=True)
        self.number, self.port, self.town, self.plan = number, port, town, plan
        self.cookies: dict[str, str] = {}
        self.asked: list[Asked] = []
        self.problem = ""

    def run(self) -> None:
        """Everything this person does."""
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=ONE_ANSWER)
        try:
            self._sign_in()
            until = time.monotonic() + self.plan.seconds
            for turn in range(self.plan.requests):
                if time.monotonic() > until:
                    break
                pages = self.town["addresses"]
                self._ask("page", "GET", pages[(self.number + turn) % len(pages)])
                time.sleep(self.plan.pause)
        except (OSError, http.client.HTTPException, AssertionError) as error:
            self.problem = f"{type(error).__name__}: {error}"
        finally:
            self.connection.close()

    def _sign_in(self) -> None:
        if self.town["sessions"]:
            self.cookies["sessionid"] = self.town["sessions"][self.number]
            return
        form = self._ask("sign-in form", "GET", LOGIN)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
        assert token is not None, "the sign-in page has no form"
        given = {
            "csrfmiddlewaretoken": token.group(1),
            "login": self.town["emails"][self.number],
            "password": self.town["password"],
        }
        self._ask("sign-in", "POST", LOGIN, urlencode(given))
        assert "sessionid" in self.cookies, "the sign-in was refused"

    def _ask(self, kind: str, method: str, path: str, body: str = "") -> str:
        headers = {
            # Everybody has a machine of their own, as behind a proxy.
            "X-Forwarded-For": f"203.0.113.{self.number % 250}",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
        }
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["Origin"] = f"http://127.0.0.1:{self.port}"
        start = time.perf_counter()
        self.connection.request(method, path, body or None, headers)
        response = self.connection.getresponse()
        text = response.read().decode("utf-8", "replace")
        self.asked.append(Asked(kind, time.perf_counter() - start, response.status))
        for value in response.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: one.value for name, one in SimpleCookie(value).items()}
        return text


class Plan(NamedTuple):
    """How many people ask how often, and when it ends."""

    people: int
    requests: int
    seconds: float
    pause: float
    lines: int


def measure(name: str, environ: dict[str, str], plan: Plan) -> None:
    """Load a home, serve it, let everybody ask, and print what they waited."""
    given = {**os.environ, **environ, "PYTHONPATH": str(ROOT / "src")}
    making = [sys.executable, str(ROOT / "tools" / "loaded_home.py")]
    making += ["--lines", str(plan.lines), "--people", str(plan.people)]
    made = subprocess.run(making, env=given, check=True, capture_output=True, text=True)  # noqa: S603
    town = json.loads(made.stdout.splitlines()[-1])
    port = _free_port()
    serving = [sys.executable, "-m", "fahsai.cli.main", "serve", "--port", str(port)]
    server = subprocess.Popen(serving, env=given, stdout=subprocess.DEVNULL)  # noqa: S603
    try:
        _wait_for(port, server)
        crowd = [Person(number, port, town, plan) for number in range(plan.people)]
        start = time.perf_counter()
        for one in crowd:
            one.start()
        for one in crowd:
            one.join(plan.seconds + 4 * ONE_ANSWER)
        _print(name, crowd, time.perf_counter() - start)
    finally:
        server.terminate()
        server.wait(timeout=STARTING)


def _print(name: str, crowd: list[Person], took: float) -> None:
    asked = [one for person in crowd for one in person.asked]
    problems = [person.problem for person in crowd if person.problem]
    bad = [one for one in asked if one.status not in {FOUND, MOVED}]
    print(
        f"{name}: {len(crowd)} people, {len(asked)} requests in {took:.1f} s, "
        f"{len(asked) / took:.0f} a second, {len(bad)} refused, {len(problems)} people gave up"
    )
    for kind in dict.fromkeys(one.kind for one in asked):
        times = sorted(one.seconds * 1000 for one in asked if one.kind == kind)
        late = times[min(len(times) - 1, int(len(times) * 0.95))]
        print(
            f"  {kind}: p50 {statistics.median(times):.0f} ms, p95 {late:.0f} ms "
            f"(goal: under {GOAL} ms)"
        )
    for text in dict.fromkeys(problems):
        print(f"  {text}")


def _free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    for _ in range(STARTING * 10):
        if server.poll() is not None:
            raise SystemExit("the server did not start")
        with socket.socket() as door:
            if door.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("the server did not answer")


def _postgres(stack: ExitStack) -> dict[str, str]:
    """A throw-away cluster, used by the two roles of an installation."""
    sys.path.insert(0, str(ROOT))
    from tests.postgres import OWNER_ROLE, make_database, running_server, url_of

    place = stack.enter_context(running_server())
    make_database(place, "load")
    return {
        "DATABASE_URL": url_of(place, "load"),
        "FAHSAI_OWNER_DATABASE_URL": url_of(place, "load", OWNER_ROLE),
    }


def main() -> None:
    """Measure on each database that was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--requests", type=int, default=20, help="of each person at most")
    parser.add_argument("--seconds", type=float, default=30, help="after which nobody asks again")
    parser.add_argument("--pause", type=float, default=2, help="of a person between pages [s]")
    parser.add_argument("--lines", type=int, default=5000)
    parser.add_argument("--database", choices=("sqlite", "postgres", "both"), default="both")
    given = parser.parse_args()
    plan = Plan(given.people, given.requests, given.seconds, given.pause, given.lines)
    for name in ("sqlite", "postgres"):
        if given.database not in {name, "both"}:
            continue
        with ExitStack() as stack:
            home = stack.enter_context(tempfile.TemporaryDirectory(prefix="fahsai-load-"))
            environ = {"FAHSAI_HOME": home, "FAHSAI_ACCESS": "local", "FAHSAI_PROXIES": "1"}
            if name == "postgres":
                environ |= _postgres(stack)
            measure(name, environ, plan)


if __name__ == "__main__":
    main()
