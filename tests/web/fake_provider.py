"""A small OpenID Connect provider in the process of the tests: it signs what a test says, and checks that PKCE was kept."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from lineofsight.web.config.environment import DESCRIBED

CLIENT, SECRET = "line-of-sight", "only-for-tests"


class Provider:
    """`said`: the claims of the next ID token, over those that are right. `key` signs; `keys` are published."""

    def __init__(self, address: str) -> None:
        self.address, self.said = address, {}
        self.key = self._new_key("first")
        self.keys = KeySet([self.key])
        self._given: dict[str, dict[str, str]] = {}

    def _new_key(self, kid: str) -> RSAKey:
        return RSAKey.generate_key(2048, {"kid": kid, "use": "sig", "alg": "RS256"})

    def change_key(self) -> None:
        self.key = self._new_key("second")
        self.keys = KeySet([self.key])

    def description(self) -> dict[str, Any]:
        return {
            "issuer": self.address, "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token", "jwks_uri": f"{self.address}/keys",
            "end_session_endpoint": f"{self.address}/out", "id_token_signing_alg_values_supported": ["RS256"],
        }  # fmt: skip

    def authorize(self, address: str, **said: Any) -> dict[str, str]:
        """Somebody signs on at the page that a browser was sent to: what the browser brings back."""
        assert address.startswith(f"{self.address}/authorize?")
        asked = dict(parse_qsl(urlsplit(address).query))
        assert asked["code_challenge_method"] == "S256"
        assert asked["response_type"] == "code"
        self.said = said
        code = f"code-{len(self._given)}"
        self._given[code] = asked
        return {"code": code, "state": asked["state"]}

    def token(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        asked = self._given.pop(form["code"], None)
        proof = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=")
        ours = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if asked is None or proof.decode() != asked["code_challenge"] or authorization != ours:
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        claims = {"iss": self.address, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"]}
        signed = jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims | self.said, self.key)
        return 200, {"access_token": "x", "token_type": "Bearer", "expires_in": 300, "id_token": signed}


@contextmanager
def running() -> Iterator[Provider]:
    class Pages(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told = {DESCRIBED: provider.description, "/keys": lambda: provider.keys.as_dict(private=False)}
            self._answer(200, told[urlsplit(self.path).path]())

        def do_POST(self) -> None:
            said = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            form = {name: values[0] for name, values in said.items()}
            self._answer(*provider.token(form, self.headers.get("Authorization", "")))

        def _answer(self, status: int, said: dict[str, Any]) -> None:
            body = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    provider = Provider(f"http://127.0.0.1:{server.server_port}")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
