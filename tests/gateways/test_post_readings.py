"""Posting readings: one connection, again what may have been lost, and an end to patience."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest
from tests.gateways.reading_servers import reading_server  # noqa: F401 - a fixture

from fahsai.gateways.post_readings import (
    LONGEST_PAUSE,
    TRIES,
    NoIntakeError,
    Poster,
    UnreachableError,
)

if TYPE_CHECKING:
    from tests.gateways.reading_servers import ReadingServer


class Sleeps(list[float]):
    """Remembers how long somebody would have slept."""

    def __call__(self, seconds: float) -> None:
        self.append(seconds)


def test_one_connection_serves_many_messages(reading_server: ReadingServer) -> None:  # noqa: F811
    poster = Poster(reading_server.url)
    assert [poster.post("fahsaim_a", b'{"t":%d}' % n) for n in range(20)] == [200] * 20
    assert len(reading_server.taken) == 20
    assert reading_server.taken[3] == ("Bearer fahsaim_a", '{"t":3}')
    assert reading_server.connections == 1
    poster.close()


@pytest.mark.parametrize("status", [400, 401, 403, 413, 422])
def test_a_refusal_is_final(reading_server: ReadingServer, status: int) -> None:  # noqa: F811
    reading_server.answers = [status]
    sleeps = Sleeps()
    poster = Poster(reading_server.url, sleep=sleeps)
    assert poster.post("x", b"{}") == status
    assert sleeps == []
    poster.close()


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_later_means_later(reading_server: ReadingServer, status: int) -> None:  # noqa: F811
    reading_server.answers = [status, status]
    sleeps = Sleeps()
    poster = Poster(reading_server.url, sleep=sleeps)
    assert poster.post("x", b"{}") == 200
    assert sleeps == [0.5, 1.0]
    assert len(reading_server.taken) == 1
    poster.close()


def test_the_server_says_how_much_later(reading_server: ReadingServer) -> None:  # noqa: F811
    reading_server.answers = [429, 429]
    reading_server.headers = {"Retry-After": "7"}
    sleeps = Sleeps()
    poster = Poster(reading_server.url, sleep=sleeps)
    assert poster.post("x", b"{}") == 200
    assert sleeps == [7, 7]
    reading_server.answers = [503]
    reading_server.headers = {"Retry-After": "86400"}
    assert poster.post("x", b"{}") == 200
    assert sleeps[2:] == [LONGEST_PAUSE]
    poster.close()


def test_what_may_have_been_lost_is_posted_again(reading_server: ReadingServer) -> None:  # noqa: F811
    reading_server.hang_up = 1
    poster = Poster(reading_server.url, sleep=Sleeps())
    assert poster.post("x", b"{}") == 200
    assert reading_server.taken == [("Bearer x", "{}")] * 2
    assert reading_server.connections == 2
    poster.close()


def test_patience_ends_where_nobody_answers() -> None:
    with socket.socket() as taken:  # a port on which nobody listens
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/api/v1/readings"
        sleeps = Sleeps()
        with pytest.raises(UnreachableError, match="ConnectionRefusedError"):
            Poster(url, sleep=sleeps).post("x", b"{}")
    assert len(sleeps) == TRIES
    assert sleeps == sorted(sleeps)
    assert max(sleeps) <= LONGEST_PAUSE


@pytest.mark.parametrize("url", ["", "readings", "ftp://here/", "http://", "file:///etc/passwd"])
def test_only_addresses_of_the_web_are_taken(url: str) -> None:
    with pytest.raises(ValueError, match="not an address"):
        Poster(url)


def test_the_address_of_a_server_is_enough(reading_server: ReadingServer) -> None:  # noqa: F811
    for end in ("", "/"):
        poster = Poster(f"http://127.0.0.1:{reading_server.server_port}{end}")
        assert poster.post("x", b"{}") == 200
        poster.close()
    assert len(reading_server.taken) == 2


@pytest.mark.parametrize("status", [302, 404, 405])
def test_an_address_that_takes_no_readings_is_told_at_once(
    reading_server: ReadingServer,  # noqa: F811
    status: int,
) -> None:
    reading_server.answers = [status]
    sleeps = Sleeps()
    poster = Poster(reading_server.url, sleep=sleeps)
    with pytest.raises(NoIntakeError, match=f"HTTP {status}"):
        poster.post("x", b"{}")
    assert sleeps == []
    poster.close()


def test_a_page_is_no_receipt(reading_server: ReadingServer) -> None:  # noqa: F811
    reading_server.kind = "text/html"
    poster = Poster(reading_server.url)
    with pytest.raises(NoIntakeError, match="text/html"):
        poster.post("x", b"{}")
    poster.close()
