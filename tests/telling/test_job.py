"""The thread that carries beside the other jobs, the commands at the terminal, and who is told over TLS."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from flask import Flask
from sqlalchemy import select

from app.core import clock
from app.core.db import db
from app.core.transaction import in_transaction
from app.telling import people
from app.telling.job import Courier
from app.telling.models import Message
from app.telling.reach import Reach, Unreachable, call
from app.telling.rules import State
from app.telling.service import tell
from tests.telling.other_side import HERE, OtherSide, Said, add_webhook
from tests.telling.staff import member, unit


def say(**more: object) -> None:
    in_transaction(lambda: tell(clock.now(), "case-closed", facts={}, **more))  # type: ignore[arg-type]


def states() -> list[str]:
    """Of what is to leave the house."""
    db.session.rollback()
    return list(db.session.scalars(select(Message.state).where(Message.channel != "app")))


def test_the_courier_has_a_thread_of_its_own_and_no_job_waits_for_it(side: OtherSide) -> None:
    add_webhook(side)
    say()
    asked, answer = threading.Event(), threading.Event()

    def slowly(_request: object) -> Said:
        asked.set()
        answer.wait(30)
        return Said()

    side.answer = slowly
    courier = Courier()
    assert courier.tend() == 0
    assert asked.wait(30)
    assert courier.tend() == 0
    assert states() == [State.WAITING]
    answer.set()
    assert courier.running is not None
    courier.running.join(30)
    assert states() == [State.DELIVERED]
    assert len(side.requests) == 1


def test_without_anything_due_no_thread_is_started(ctx: Flask) -> None:
    courier = Courier()
    assert courier.tend() == 0
    assert courier.running is None


def test_the_terminal_lists_what_is_stuck_sends_it_again_and_sets_addresses(ctx: Flask) -> None:
    unit("crew")
    say(unit_codes=["crew"])
    run = ctx.test_cli_runner()
    listed = run.invoke(args=["telling", "stuck"])
    assert "to crew 队  stuck: nobody" in listed.output
    assert "1 messages did not arrive" in listed.output
    message_id = listed.output.split()[0]
    li = member("li", "crew")
    assert run.invoke(args=["telling", "again", message_id, "somebody came"]).exit_code == 0
    assert "0 messages did not arrive" in run.invoke(args=["telling", "stuck"]).output
    refused = run.invoke(args=["telling", "address", "li", "sms", "12"])
    assert (refused.exit_code, "no mobile number" in refused.output) == (1, True)
    assert run.invoke(args=["telling", "address", "li", "sms", "13812345678"]).exit_code == 0
    assert people.address(li, "sms") == "+8613812345678"
    assert run.invoke(args=["telling", "address", "li", "sms"]).exit_code == 0
    db.session.rollback()
    assert people.address(li, "sms") is None
    assert "0 things done" in run.invoke(args=["telling", "carry"]).output


@contextmanager
def over_tls(folder: Path, host: str) -> Iterator[int]:
    """A server whose certificate is for `host` and signed by itself, in `folder`/cert.pem; its port."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    shown: x509.GeneralName = x509.IPAddress(ip_address(host)) if host[0].isdigit() else x509.DNSName(host)
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1))
    made = made.add_extension(x509.SubjectAlternativeName([shown]), critical=False)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    (folder / "cert.pem").write_bytes(made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    form, bare = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "key.pem").write_bytes(key.private_bytes(serialization.Encoding.PEM, form, bare))

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            """Nothing on the terminal."""

    class Server(HTTPServer):
        def handle_error(self, *_args: object) -> None:
            """Who does not trust the certificate hangs up."""

    server = Server((HERE, 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize(("host", "trusted"), [(HERE, True), (HERE, False), ("another.example", True)])
def test_a_certificate_must_be_trusted_and_for_this_host(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, host: str, trusted: bool
) -> None:
    reach = Reach((HERE,), allow_local=True)
    with over_tls(tmp_path, host) as port:
        if trusted:
            monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
        if trusted and host == HERE:
            assert call("GET", f"https://{HERE}:{port}/", reach).status == 204
        else:
            with pytest.raises(Unreachable, match="CERTIFICATE_VERIFY_FAILED"):
                call("GET", f"https://{HERE}:{port}/", reach)
