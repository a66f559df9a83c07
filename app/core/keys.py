"""Decides where the server's keys live and how they are named. Must not know what they sign or seal.

Keys are files of mode 0600 below DATA_DIR/keys, apart from SECRET_KEY, so that changing the login secret neither
invalidates receipts nor makes stored bytes unreadable. A key's number is its `kid`; old keys stay readable.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
import threading
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_MAGIC = b"XJ1"
EXPORT_KEY_BITS = 3072
"""As strong as a key of 128 bits, until the years after 2030 (NIST SP 800-57)."""


class KeyRing:
    """The keys of one purpose in one folder; the newest signs or seals, all verify or open."""

    def __init__(self, folder: Path, purpose: str) -> None:
        self._folder = folder
        self._purpose = purpose
        self._keys: dict[str, bytes] = {}

    @property
    def current(self) -> str:
        """The kid in use; the first key is made when there is none."""
        kids = _kids(self._folder, self._purpose, ".key")
        return str(kids[-1]) if kids else self._make("1")

    def sign(self, message: bytes, kid: str) -> str:
        """Hex HMAC-SHA256 of `message` with key `kid`. Raises KeyError for an unknown kid."""
        return hmac.new(self._key(kid), message, hashlib.sha256).hexdigest()

    def seal(self, plain: bytes, bound_to: bytes) -> bytes:
        """AES-256-GCM ciphertext of `plain`, which opens only together with `bound_to`."""
        kid, nonce = self.current, secrets.token_bytes(12)
        return _MAGIC + bytes([int(kid)]) + nonce + AESGCM(self._key(kid)).encrypt(nonce, plain, bound_to)

    def open(self, sealed: bytes, bound_to: bytes) -> bytes:
        """The plain bytes of `seal`. Raises cryptography.exceptions.InvalidTag when anything was altered."""
        if sealed[:3] != _MAGIC:
            raise ValueError("not sealed by this server")
        return AESGCM(self._key(str(sealed[3]))).decrypt(sealed[4:16], sealed[16:], bound_to)

    def _key(self, kid: str) -> bytes:
        if kid not in self._keys:
            path = self._folder / f"{self._purpose}-{kid}.key"
            if not path.is_file():
                raise KeyError(kid)
            self._keys[kid] = path.read_bytes()
        return self._keys[kid]

    def _make(self, kid: str) -> str:
        _keep(self._folder, f"{self._purpose}-{kid}.key", secrets.token_bytes(32))
        return kid


class ExportKeys:
    """The RSA keys that phones seal an export to: `export-<kid>.pem`. The newest is published, every one opens.

    A key is never deleted here: an export may turn up a year after it was made.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._keys: dict[str, rsa.RSAPrivateKey] = {}
        self._published: dict[str, dict[str, object]] = {}
        self._making = threading.Lock()

    @property
    def current(self) -> str:
        """The kid in use; the first key is made when there is none (some tenths of a second, once)."""
        kids = _kids(self._folder, "export", ".pem")
        if kids:
            return str(kids[-1])
        with self._making:
            return str(self._newest() or self._make(1))

    def rotate(self) -> str:
        """Makes a further key, which is published from now on; its kid."""
        with self._making:
            return str(self._make(self._newest() + 1))

    def published(self) -> dict[str, object]:
        """The key in use as phones get it: {kid, alg, jwk}; the JWK is what `crypto.subtle.importKey` takes."""
        kid = self.current
        if kid not in self._published:
            self._published[kid] = {"kid": kid, "alg": "RSA-OAEP-256", "jwk": _jwk(self._key(kid).public_key())}
        return self._published[kid]

    def unwrap(self, wrapped: bytes, kid: str) -> bytes:
        """The key that a phone wrapped. Raises KeyError for an unknown kid, ValueError when it does not open."""
        oaep = padding.OAEP(mgf=padding.MGF1(hashes.SHA256()), algorithm=hashes.SHA256(), label=None)
        return self._key(kid).decrypt(wrapped, oaep)

    def _newest(self) -> int:
        return max(_kids(self._folder, "export", ".pem"), default=0)

    def _key(self, kid: str) -> rsa.RSAPrivateKey:
        if kid not in self._keys:
            path = self._folder / f"export-{kid}.pem"
            if not (kid.isascii() and kid.isdigit()) or not path.is_file():
                raise KeyError(kid)
            key = serialization.load_pem_private_key(path.read_bytes(), password=None)
            if not isinstance(key, rsa.RSAPrivateKey):
                raise ValueError(f"{path} holds no RSA key")
            self._keys[kid] = key
        return self._keys[kid]

    def _make(self, kid: int) -> int:
        key = rsa.generate_private_key(public_exponent=65537, key_size=EXPORT_KEY_BITS)
        form, bare = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        _keep(self._folder, f"export-{kid}.pem", key.private_bytes(serialization.Encoding.PEM, form, bare))
        return kid


class SigningKeys:
    """The ECDSA P-256 keys whose signatures anybody can check who has the public half: `evidence-<kid>.pem`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def current(self) -> str:
        """The kid in use; the first key is made when there is none."""
        kids = _kids(self._folder, "evidence", ".pem")
        return str(kids[-1]) if kids else self._make("1")

    def sign(self, message: bytes, kid: str) -> bytes:
        """The signature in DER over the SHA-256 of `message`. Raises KeyError for an unknown kid."""
        return self._key(kid).sign(message, ec.ECDSA(hashes.SHA256()))

    def fits(self, signature: bytes, message: bytes, kid: str) -> bool:
        """Whether this is a signature of ours over these bytes. Raises KeyError for an unknown kid."""
        try:
            self._key(kid).public_key().verify(signature, message, ec.ECDSA(hashes.SHA256()))
        except InvalidSignature:
            return False
        return True

    def public_pem(self, kid: str) -> bytes:
        """The public half, as `openssl dgst -verify` reads it."""
        form = serialization.PublicFormat.SubjectPublicKeyInfo
        return self._key(kid).public_key().public_bytes(serialization.Encoding.PEM, form)

    def fingerprint(self, kid: str) -> str:
        """Hex SHA-256 of the public half in DER: `openssl pkey -pubin -in key.pem -outform DER | sha256sum`."""
        form = serialization.PublicFormat.SubjectPublicKeyInfo
        return hashlib.sha256(self._key(kid).public_key().public_bytes(serialization.Encoding.DER, form)).hexdigest()

    def _key(self, kid: str) -> ec.EllipticCurvePrivateKey:
        path = self._folder / f"evidence-{kid}.pem"
        if not (kid.isascii() and kid.isdigit()) or not path.is_file():
            raise KeyError(kid)
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise ValueError(f"{path} holds no key for signing")
        return key

    def _make(self, kid: str) -> str:
        form, bare = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        key = ec.generate_private_key(ec.SECP256R1())
        _keep(self._folder, f"evidence-{kid}.pem", key.private_bytes(serialization.Encoding.PEM, form, bare))
        return kid


def _jwk(key: rsa.RSAPublicKey) -> dict[str, object]:
    """RFC 7517 and 7518 §6.3.1."""
    numbers = key.public_numbers()
    named = {"n": _base64url(numbers.n), "e": _base64url(numbers.e)}
    return {"kty": "RSA", **named, "alg": "RSA-OAEP-256", "ext": True, "key_ops": ["encrypt"]}


def _base64url(number: int) -> str:
    raw = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _kids(folder: Path, purpose: str, suffix: str) -> list[int]:
    """The numbers of the keys of a purpose, the oldest first."""
    try:
        names = os.listdir(folder)
    except FileNotFoundError:
        return []
    ours = (name[len(purpose) + 1 : -len(suffix)] for name in names if name.startswith(f"{purpose}-") and name.endswith(suffix))
    return sorted(int(kid) for kid in ours if kid.isascii() and kid.isdigit())


def _keep(folder: Path, name: str, content: bytes) -> None:
    """Writes a key file unless somebody has just done so; durable when it returns.

    Link, not rename: of two processes that start together one wins, and both then read its key.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = folder / f".{secrets.token_hex(8)}"
    descriptor = os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(temporary, folder / name)
    except FileExistsError:
        pass
    finally:
        os.unlink(temporary)
    _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    """What was sealed to a key is lost with it: its name must outlive a power cut, too."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
