"""Runs OpenStack Swift with its S3 interface out of one folder, for tests and for trying out; never for a city.

    /usr/bin/python3 scripts/swift_server.py FOLDER PORT [KEY SECRET]

Needs Debian's swift-proxy, swift-account, swift-container, swift-object and the Python they were installed for. All
four servers live in this one process, keep one copy of everything in FOLDER and listen on loopback only, so killing
it is what a power cut is to a cluster. A second start with the same folder has what the first one kept. Nothing is
written outside FOLDER; no root, no memcached, no system service.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import eventlet

eventlet.monkey_patch()

from eventlet import wsgi  # noqa: E402 - what follows must see the patched modules
from swift.common import utils  # noqa: E402
from swift.common.ring import RingBuilder  # noqa: E402
from swift.common.storage_policy import reload_storage_policies  # noqa: E402
from swift.common.wsgi import loadapp  # noqa: E402

HOST = "127.0.0.1"
KINDS = ("account", "container", "object")
PIPELINE = "catch_errors gatekeeper listing_formats s3api tempauth copy slo dlo proxy-server"
"""What `proxy-server.conf-sample` lists, without logging, memcached and limits."""
SWIFT = """[swift-hash]
swift_hash_path_prefix = xunjie
swift_hash_path_suffix = xunjie
[storage-policy:0]
name = one-copy
default = yes
"""
PART = """[DEFAULT]
swift_dir = {folder}
devices = {folder}/devices
mount_check = false
log_name = {kind}
fallocate_reserve = 0
disable_fallocate = true
[pipeline:main]
pipeline = {kind}-server
[app:{kind}-server]
use = egg:swift#{kind}
"""
PROXY = """[DEFAULT]
swift_dir = {folder}
log_name = proxy
[pipeline:main]
pipeline = {pipeline}
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
[filter:tempauth]
use = egg:swift#tempauth
user_xunjie_{key} = {secret} .admin
[filter:s3api]
use = egg:swift#s3api
location = us-east-1
allow_multipart_uploads = true
"""
FILTERS = ("catch_errors", "gatekeeper", "listing_formats", "copy", "slo", "dlo")


def main(folder: Path, port: int, key: str, secret: str) -> None:
    """Serves until it is killed. Prints one line when requests are answered."""
    listeners = {kind: eventlet.listen((HOST, 0), reuse_port=False) for kind in KINDS}
    proxy = eventlet.listen((HOST, port), reuse_port=False)
    _write(folder, key, secret, {kind: listener.getsockname()[1] for kind, listener in listeners.items()})
    utils.SWIFT_CONF_FILE = str(folder / "swift.conf")
    utils.validate_hash_conf()
    reload_storage_policies()
    for kind, listener in listeners.items():
        eventlet.spawn(_serve, listener, folder / f"{kind}.conf")
    print("ready", proxy.getsockname()[1], flush=True)
    _serve(proxy, folder / "proxy.conf")


class NoMemory:
    """Stands where Swift asks for memcached: one that has always forgotten everything."""

    def get(self, _key, **_how):
        return None

    def set(self, _key, _value, **_how):
        return None

    def delete(self, _key, **_how):
        return None


def _serve(listener, conf: Path) -> None:
    app = loadapp(str(conf))

    def with_cache(environ, start_response):
        environ["swift.cache"] = NoMemory()
        return app(environ, start_response)

    wsgi.server(listener, with_cache, log=utils.NullLogger(), debug=False)


def _write(folder: Path, key: str, secret: str, ports: dict[str, int]) -> None:
    """The configuration and one ring per kind: one device, one copy."""
    (folder / "devices" / "disk").mkdir(parents=True, exist_ok=True)
    (folder / "swift.conf").write_text(SWIFT)
    for kind, port in ports.items():
        (folder / f"{kind}.conf").write_text(PART.format(folder=folder, kind=kind))
        ring = RingBuilder(part_power=4, replicas=1, min_part_hours=0)
        ring.add_dev({"id": 0, "region": 1, "zone": 1, "ip": HOST, "port": port, "device": "disk", "weight": 1.0})
        ring.rebalance()
        ring.get_ring().save(str(folder / f"{kind}.ring.gz"))
    filters = "".join(f"[filter:{name}]\nuse = egg:swift#{name}\n" for name in FILTERS)
    (folder / "proxy.conf").write_text(PROXY.format(folder=folder, pipeline=PIPELINE, key=key, secret=secret) + filters)


if __name__ == "__main__":
    credentials = sys.argv[3:5] or ["tester", "testing"]
    main(Path(os.path.abspath(sys.argv[1])), int(sys.argv[2]), *credentials)
