"""TLS to a real Mosquitto: whom we trust, what we show, and what is told when it fails."""

from __future__ import annotations

import datetime as dt
import ipaddress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from tests.gateways.mqtt.mosquitto import ORGANISATION, Mosquitto, a_free_port, until
from tests.gateways.mqtt.talking import Intake

from fahsai.core.metering.topic import topic_of
from fahsai.gateways.mqtt.address import Tls, broker_of
from fahsai.gateways.mqtt.broker import Listener

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.gateways.mqtt.talking import Devices


class Pair(NamedTuple):
    certificate: Path
    key: Path


def issue(folder: Path, name: str, by: Pair | None = None) -> Pair:
    """A certificate of an authority (``by`` itself), or one that an authority has signed."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    issuer, signer = subject, key
    if by is not None:
        issuer = x509.load_pem_x509_certificate(by.certificate.read_bytes()).subject
        loaded = serialization.load_pem_private_key(by.key.read_bytes(), None)
        assert isinstance(loaded, ec.EllipticCurvePrivateKey)
        signer = loaded
    now = dt.datetime.now(dt.UTC)
    names: list[x509.GeneralName] = [
        x509.DNSName("localhost"),
        x509.IPAddress(ipaddress.ip_address("127.0.0.1")),
    ]
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=by is None, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(signer, hashes.SHA256())
    )
    pair = Pair(folder / f"{name}.crt", folder / f"{name}.key")
    pair.certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    pair.key.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return pair


class Secured(NamedTuple):
    broker: Mosquitto
    authority: Pair
    folder: Path


@pytest.fixture(params=[False, True], ids=["server only", "both"])
def secured(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Secured]:
    authority = issue(tmp_path, "authority")
    server = issue(tmp_path, "server", authority)
    ca = authority.certificate if request.param else None
    listener = Listener(a_free_port(), "127.0.0.1", server.certificate, server.key, ca)
    broker = Mosquitto(tmp_path / "broker", tls=listener)
    broker.start()
    yield Secured(broker, authority, tmp_path)
    broker.process.kill()
    broker.process.wait()


def test_messages_come_by_tls(secured: Secured, devices: Devices) -> None:
    own = issue(secured.folder, "intake", secured.authority)
    tls = Tls(secured.authority.certificate, own.certificate, own.key)
    with Intake(secured.broker.by_tls(tls)).connected() as intake:
        device = devices(secured.broker.meter(ORGANISATION, "E01"))
        payloads = [b"%d" % number * 50 for number in range(3000)]
        device.publish_all(topic_of(ORGANISATION, "E01"), payloads)
        intake.wait_for(3000)
    assert intake.payloads() == payloads


def test_a_strange_authority_is_refused(secured: Secured) -> None:
    strange = issue(secured.folder, "strange")
    with Intake(secured.broker.by_tls(Tls(strange.certificate))) as intake:
        until(lambda: "refused" in intake.kinds())
    assert intake.told[0].data["code"] == "certificate"
    assert "certificate verify failed" in intake.told[0].data["why"]


def test_another_name_is_refused(secured: Secured) -> None:
    broker = replace(secured.broker.by_tls(Tls(secured.authority.certificate)), host="127.0.0.2")
    with Intake(broker) as intake:
        until(lambda: set(intake.kinds()) & {"refused", "lost"})
    assert "connected" not in intake.kinds()


def test_a_file_that_is_not_there_is_told(secured: Secured) -> None:
    with Intake(secured.broker.by_tls(Tls(secured.folder / "absent.crt"))) as intake:
        until(lambda: "refused" in intake.kinds())
    assert intake.told[0].data["code"] == "certificate"


def test_an_open_port_is_no_tls_port(secured: Secured) -> None:
    tls = Tls(secured.authority.certificate)
    broker = replace(secured.broker.by_tls(tls), port=secured.broker.port)
    with Intake(broker) as intake:
        until(lambda: set(intake.kinds()) & {"refused", "lost"})
    assert "connected" not in intake.kinds()


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("mqtt://broker", "mqtt://broker:1883"),
        ("mqtts://broker", "mqtts://broker:8883"),
        ("mqtt://a%2Fb:se%40cret@[::1]:99", "mqtt://a/b@[::1]:99"),
    ],
)
def test_an_address_is_shown_without_its_password(url: str, shown: str) -> None:
    broker = broker_of(url)
    assert str(broker) == shown
    assert "cret" not in repr(broker)


@pytest.mark.parametrize(
    "url", ["", "broker:1883", "http://broker", "mqtt://", "mqtt://a/b", "mqtt://a?level=3"]
)
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r".") as wrong:
        broker_of(url)
    assert "cret" not in str(wrong.value)
