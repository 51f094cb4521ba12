"""Many people at once against a real server on this machine, on SQLite and on PostgreSQL.

Everybody signs in by the form and then walks the pages, in two ways:

* ``office``: people come within a few seconds and think half a second to two between pages;
* ``burst``: all sign in at the same moment and never think.

The program ends by itself after a bounded number of requests and seconds, on a busy machine too,
and prints what people waited, by kind of request, beside the processor time of the server and the
load of the machine.  Nothing outside a throw-away folder is read or written.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import re
import socket
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
ARRIVING = 10.0  # [s] within which people come to the office
THINKING = (0.5, 2.0)  # [s] between two pages


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
        self.chance = random.Random(number)  # noqa: S311 - the same crowd every time

    def run(self) -> None:
        """Everything this person does."""
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=ONE_ANSWER)
        try:
            until = time.monotonic() + self.plan.seconds
            if not self.plan.burst:
                time.sleep(self.chance.uniform(0, ARRIVING))
            self._sign_in()
            for turn in range(self.plan.requests):
                if time.monotonic() > until:
                    break
                pages = tuple(self.town["pages"].items())
                name, path = pages[(self.number + turn) % len(pages)]
                self._ask(name, "GET", path)
                if not self.plan.burst:
                    time.sleep(self.chance.uniform(*THINKING))
        except (OSError, http.client.HTTPException, AssertionError) as error:
            self.problem = f"{type(error).__name__}: {error}"
        finally:
            self.connection.close()

    def _sign_in(self) -> None:
        form = self._ask("sign-in form", "GET", LOGIN)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
        assert token is not None, "the sign-in page has no form"
        given = {
            "csrfmiddlewaretoken": token.group(1),
            "login": self.town["emails"][self.number],
            "password": self.town["password"],
        }
        self._ask("sign-in", "POST", LOGIN, urlencode(given))
        signed_in = any(name.startswith("fahsai_session_") for name in self.cookies)
        assert signed_in, "the sign-in was refused"

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
    lines: int
    burst: bool = False


def measure(name: str, environ: dict[str, str], plan: Plan) -> None:
    """Load a home and let both crowds come."""
    given = {**os.environ, **environ, "PYTHONPATH": str(ROOT / "src")}
    making = [sys.executable, str(ROOT / "tools" / "loaded_home.py")]
    making += ["--lines", str(plan.lines), "--people", str(plan.people)]
    made = subprocess.run(making, env=given, check=True, capture_output=True, text=True)  # noqa: S603
    town = json.loads(made.stdout.splitlines()[-1])
    for burst in (False, True):
        _serve_a_crowd(name, given, town, plan._replace(burst=burst))


def _serve_a_crowd(name: str, given: dict[str, str], town: dict[str, Any], plan: Plan) -> None:
    """Start a server, let everybody ask, and print what they waited; the server is ended."""
    port = _free_port()
    serving = [sys.executable, "-m", "fahsai.cli.main", "serve", "--port", str(port)]
    server = subprocess.Popen(serving, env=given, stdout=subprocess.DEVNULL)  # noqa: S603
    try:
        _wait_for(port, server)
        crowd = [Person(number, port, town, plan) for number in range(plan.people)]
        start, used = time.monotonic(), _processor_seconds(server.pid)
        for one in crowd:
            one.start()
        for one in crowd:  # all of them together have so long, not each
            one.join(max(0.0, start + plan.seconds + 2 * ONE_ANSWER - time.monotonic()))
        took = time.monotonic() - start
        used = _processor_seconds(server.pid) - used
        _print(f"{name}, {'burst' if plan.burst else 'office'}", crowd, took, used)
    finally:
        server.terminate()
        try:
            server.wait(timeout=STARTING)
        except subprocess.TimeoutExpired:
            server.kill()


def _processor_seconds(process: int) -> float:
    """What a process and those it started have used so far [s of one processor].

    0 where the system does not say.
    """
    try:
        said = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()
        tasks = [one.read_text("ascii") for one in Path(f"/proc/{process}/task").glob("*/children")]
    except OSError:
        return 0.0
    others = sum(_processor_seconds(int(child)) for text in tasks for child in text.split())
    return others + (int(said[11]) + int(said[12])) / os.sysconf("SC_CLK_TCK")


def _print(name: str, crowd: list[Person], took: float, used: float) -> None:
    asked = [one for person in crowd for one in tuple(person.asked)]
    problems = [person.problem for person in crowd if person.problem]
    bad = sum(one.status not in {FOUND, MOVED} for one in asked)
    late = sum(one.is_alive() for one in crowd)
    print(
        f"{name}: {len(crowd)} people, {len(asked)} requests in {took:.1f} s, {bad} refused, "
        f"{len(problems)} people gave up, {late} still waiting; the server used {used:.1f} s of a "
        f"processor ({used / max(1, len(asked)) * 1000:.0f} ms a request); "
        f"load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors"
    )
    kinds = [("all", asked)]
    kinds += [
        (kind, [one for one in asked if one.kind == kind])
        for kind in dict.fromkeys(one.kind for one in asked)
    ]
    for kind, some in kinds:
        times = sorted(one.seconds * 1000 for one in some) or [0.0]
        p50, p95, p99 = (
            times[min(len(times) - 1, int(len(times) * part))] for part in (0.5, 0.95, 0.99)
        )
        print(
            f"  {kind:14} {len(some):5} times: p50 {p50:5.0f} ms, p95 {p95:5.0f} ms, "
            f"p99 {p99:5.0f} ms" + (f" (goal: p95 under {GOAL} ms)" if kind == "all" else "")
        )
    for text in dict.fromkeys(problems):
        print(f"  {text}")
    sys.stdout.flush()


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
    parser.add_argument("--lines", type=int, default=5000)
    parser.add_argument("--database", choices=("sqlite", "postgres", "both"), default="both")
    given = parser.parse_args()
    plan = Plan(given.people, given.requests, given.seconds, given.lines)
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
