"""A provider of identities (OpenID Connect) on this machine, small and real."""

from __future__ import annotations

import json
import secrets
import threading
import time
from base64 import urlsafe_b64encode
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

if TYPE_CHECKING:
    from collections.abc import Iterator

CLIENT_ID, CLIENT_SECRET = "fahsai", "a secret of this test"


@dataclass
class Provider:
    """Who is at the provider's own sign-in page, and what was handed out."""

    issuer: str = ""
    who: dict[str, Any] = field(default_factory=dict)
    refuses: str = ""
    key: rsa.RSAPrivateKey = field(
        default_factory=lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048)
    )
    codes: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    tokens: set[str] = field(default_factory=set)
    complaints: list[str] = field(default_factory=list)

    def configuration(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def keys(self) -> dict[str, Any]:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**public, "kid": "1", "alg": "RS256", "use": "sig"}]}

    def authorise(self, asked: dict[str, list[str]]) -> str:
        """Where the browser is sent back to."""
        back = {"state": asked["state"][0]}
        if self.refuses:
            back["error"] = self.refuses
        else:
            code = secrets.token_urlsafe(8)
            self.codes[code] = asked
            back["code"] = code
        return f"{asked['redirect_uri'][0]}?{urlencode(back)}"

    def token(self, given: dict[str, list[str]]) -> dict[str, Any] | None:
        """The tokens for a code, once, and only with the secret and the proof of its request."""
        asked = self.codes.pop(given["code"][0], None)
        if asked is None or given["client_secret"] != [CLIENT_SECRET]:
            self.complaints.append("unknown code or wrong secret")
            return None
        proof = urlsafe_b64encode(sha256(given["code_verifier"][0].encode()).digest())
        if proof.rstrip(b"=").decode() != asked["code_challenge"][0]:
            self.complaints.append("wrong proof")
            return None
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT_ID, "iat": now, "exp": now + 60, **self.who}
        access = secrets.token_urlsafe(8)
        self.tokens.add(access)
        return {
            "access_token": access,
            "token_type": "Bearer",
            "id_token": jwt.encode(claims, self.key, "RS256", {"kid": "1"}),
        }


@contextmanager
def provider_running() -> Iterator[Provider]:
    """The provider, on a free port of this machine."""
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            """Say nothing."""

        def answer(self, value: object, status: int = 200) -> None:
            body = json.dumps(value).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if parts.path == "/.well-known/openid-configuration":
                self.answer(provider.configuration())
            elif parts.path == "/keys":
                self.answer(provider.keys())
            elif parts.path == "/authorize":
                self.send_response(302)
                self.send_header("Location", provider.authorise(parse_qs(parts.query)))
                self.end_headers()
            elif parts.path == "/userinfo":
                token = self.headers["Authorization"].removeprefix("Bearer ")
                known = token in provider.tokens
                self.answer(provider.who if known else {}, 200 if known else 401)
            else:
                self.answer({}, 404)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            tokens = provider.token(parse_qs(body))
            self.answer(tokens or {"error": "invalid_grant"}, 200 if tokens else 400)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.issuer = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
