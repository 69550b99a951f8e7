"""Encrypt what must be kept but not be readable in the database or a copy of it: AES-256-GCM.

A sealed text is `v1.<key>.<nonce and ciphertext>`: which key opens it is told by the first bytes of that key's hash,
so several keys can be known while one is being replaced. The context (whose secret it is) is authenticated: a sealed
text that was moved to another row does not open there.
"""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from duly.services.ports import CannotUnseal

VERSION = "v1"
NONCE_BYTES = 12


class AesSealer:
    """services.ports.Sealer with one or more keys, the newest first: it seals with that one and opens with any."""

    def __init__(self, keys: Sequence[str]) -> None:
        assert keys, "there is always a key"
        self._keys = {_name(made): made for made in (_derived(key) for key in keys)}
        self._newest = next(iter(self._keys))

    def seal(self, text: str, *, context: str) -> str:
        """Return the text encrypted, bound to its context; another one each time."""
        nonce = os.urandom(NONCE_BYTES)
        sealed = AESGCM(self._keys[self._newest]).encrypt(nonce, text.encode(), context.encode())
        return f"{VERSION}.{self._newest}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"

    def unseal(self, sealed: str, *, context: str) -> str:
        """Return the text. Raises CannotUnseal: the key is not known any more, or it was sealed for another context."""
        version, _, rest = sealed.partition(".")
        name, _, body = rest.partition(".")
        if version != VERSION or name not in self._keys:
            raise CannotUnseal("The key this secret was encrypted with is not known: put it into DULY_ENCRYPTION_KEY.")
        try:
            data = base64.urlsafe_b64decode(body)
            return AESGCM(self._keys[name]).decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], context.encode()).decode()
        except (InvalidTag, ValueError) as error:
            raise CannotUnseal("This secret was changed or belongs elsewhere; make a new one.") from error

    def is_current(self, sealed: str) -> bool:
        """Tell whether it was sealed with the newest key."""
        return sealed.startswith(f"{VERSION}.{self._newest}.")


def _derived(key: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"duly secrets at rest").derive(key.encode())


def _name(key: bytes) -> str:
    return hashlib.sha256(b"name" + key).hexdigest()[:8]
