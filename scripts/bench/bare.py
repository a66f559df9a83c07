"""The yardstick of the ingest measurement: a Flask app that only writes and fsyncs the bytes it is given.

No login, no database, no placement, no receipt. It runs under the same gunicorn settings as the product (`bare_conf`).
"""

from __future__ import annotations

import os
from pathlib import Path
from uuid import uuid4

from flask import Flask, Response, request

FOLDER = Path(os.environ["DATA_DIR"])

app = Flask("bare")


@app.get("/ready")
def ready() -> Response:
    """Says that the server runs."""
    return Response("yes\n")


@app.put("/reports/<uuid:name>")
@app.put("/photos/<name>")
def put(name: object) -> Response:
    """Keeps the body under a name."""
    keep(str(name), request.get_data(cache=False))
    return Response(status=201)


@app.post("/multipart")
def multipart() -> Response:
    """Keeps every file of a form: the whole report in one request."""
    for name, file in request.files.items():
        keep(name, file.read())
    return Response(status=201)


def keep(name: str, content: bytes) -> None:
    """Temporary file, fsync, rename: the least that survives a power cut."""
    temporary = FOLDER / f".{uuid4().hex}"
    descriptor = os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        os.write(descriptor, content)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    os.rename(temporary, FOLDER / os.path.basename(name))
