"""The full-size backlog: ``python tests/gateways/mqtt/backlog.py 1200000``.

So many messages wait in Mosquitto while the intake is away (half an hour of 40,000 meters are
1.2 million); the intake is killed in the middle, and then stores them all.  It prints what the
broker needed and what was stored.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import tests

tests.__path__ = [str(Path(__file__).resolve().parents[2])]  # another package has this name

from tests.gateways.mqtt.killing import Load, ingester  # noqa: E402
from tests.gateways.mqtt.mosquitto import METERS, OTHER, Mosquitto  # noqa: E402
from tests.gateways.mqtt.sink import Sink  # noqa: E402
from tests.gateways.mqtt.talking import Intake  # noqa: E402


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def memory(pid: int) -> int:
    """Resident memory of a process [MB]."""
    lines = Path(f"/proc/{pid}/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) // 1024


def main(count: int) -> int:
    with tempfile.TemporaryDirectory() as home:
        broker = Mosquitto(Path(home) / "broker")
        broker.start()
        with Intake(broker.intake()).connected():
            pass
        began = time.monotonic()
        load = Load(broker, count)
        load.run()
        say(f"{count} messages wait after {time.monotonic() - began:.0f} s")
        say(f"the broker takes {memory(broker.process.pid)} MB")
        path = Path(home) / "sink"
        sink = Sink(path, OTHER, METERS)
        began = time.monotonic()
        process = ingester(broker.port, path)
        while sink.count() < count // 2:
            time.sleep(0.1)
        process.kill()
        process.wait()
        say(f"killed after {sink.count()}")
        process = ingester(broker.port, path)
        while sink.count() < count:
            time.sleep(0.5)
        say(f"all stored after {time.monotonic() - began:.0f} s, {sink.doubles()} came twice")
        process.terminate()
        process.wait()
        stored = sink.numbers() == set(range(count))
        sink.close()
        broker.kill()
    say("stored = sent" if stored else "SOMETHING IS MISSING")
    return 0 if stored else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
