"""A passkey made of software, which answers as a browser would: for tests of what the server believes."""

import json
from itertools import count

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import sha256, websafe_decode, websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

_number = count(1)
PRESENT, VERIFIED, NEW = 0x01, 0x04, 0x40


class SoftKey:
    """`origin`: the site it believes it is on. `flags`: whether its owner was there and gave finger or PIN."""

    def __init__(self, origin: str = "http://testserver", flags: int = PRESENT | VERIFIED):
        self.key, self.origin, self.flags = ec.generate_private_key(ec.SECP256R1()), origin, flags
        self.id, self.uses = f"key {next(_number)}".encode(), 1

    def _said(self, type_: str, asked: str) -> CollectedClientData:
        challenge = websafe_decode(json.loads(asked)["challenge"])
        return CollectedClientData.create(type_, challenge, self.origin)

    def made(self, asked: str) -> str:
        said = self._said("webauthn.create", asked)
        whole = AttestedCredentialData.create(
            Aaguid.NONE, self.id, ES256.from_cryptography_key(self.key.public_key())
        )
        data = AuthenticatorData.create(sha256(b"testserver"), self.flags | NEW, self.uses, whole)
        response = {
            "clientDataJSON": said.b64,
            "attestationObject": websafe_encode(AttestationObject.create("none", data, {})),
        }
        return self._answer(response)

    def used(self, asked: str) -> str:
        said = self._said("webauthn.get", asked)
        data = AuthenticatorData.create(sha256(b"testserver"), self.flags, self.uses)
        signature = self.key.sign(data + said.hash, ec.ECDSA(hashes.SHA256()))
        response = {
            "clientDataJSON": said.b64, "authenticatorData": websafe_encode(data),
            "signature": websafe_encode(signature),
        }  # fmt: skip
        return self._answer(response)

    def _answer(self, response: dict) -> str:
        return json.dumps(
            {
                "id": websafe_encode(self.id),
                "rawId": websafe_encode(self.id),
                "type": "public-key",
                "response": response,
            }
        )
