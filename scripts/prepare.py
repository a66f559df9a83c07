"""Makes a bare clone runnable: virtual environment, Python packages, npm packages, built PWA. Standard library only.

    python3 scripts/prepare.py [--dev] [--no-pwa]

Each step is skipped while what it depends on is unchanged, so a second call takes a fraction of a second.
A file lock keeps two calls in one clone from disturbing each other.
"""

from __future__ import annotations

import argparse
import fcntl
import hashlib
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
PWA = ROOT / "pwa"
DRAWN = PWA / "public" / "icons"
"""Drawn by the build itself: taken for a source, it would make the second call build once more."""
STAMPS = VENV / "stamps"
MIN_PYTHON = (3, 11)
NODE_LINES = {20: 19, 22: 12}
"""Smallest minor version by major line; newer majors are taken as they are."""


def main() -> None:
    """Runs the steps that are due."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--dev", action="store_true", help="also what tests and benchmarks need")
    options.add_argument("--no-pwa", action="store_true", help="leave the PWA as it is")
    chosen = options.parse_args()
    if sys.version_info < MIN_PYTHON:
        sys.exit(f"Python {'.'.join(map(str, MIN_PYTHON))} or newer is needed; this is {sys.version.split()[0]}.")
    with (ROOT / ".prepare.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        prepare_venv()
        with ThreadPoolExecutor() as both:  # neither waits for the other's downloads
            parts = [both.submit(prepare_packages, chosen.dev)]
            if not chosen.no_pwa:
                parts.append(both.submit(prepare_pwa))
        for part in parts:
            part.result()  # the sentence with which it ended, if it did not succeed
        if not chosen.no_pwa:
            prepare_font()


def prepare_venv() -> None:
    """The virtual environment, in which also is written down what was done."""
    if not PYTHON.exists():
        say("creating .venv")
        venv.create(VENV, with_pip=True, clear=VENV.exists())
    STAMPS.mkdir(exist_ok=True)


def prepare_packages(dev: bool) -> None:
    """The packages of requirements.txt (and requirements-dev.txt)."""
    wanted = [ROOT / "requirements.txt"]
    step("runtime", wanted, lambda: install(ROOT / "requirements.txt"))
    if dev:
        wanted.append(ROOT / "requirements-dev.txt")
        step("development", wanted, lambda: install(ROOT / "requirements-dev.txt"))
        step("compiled", wanted, compile_packages)


def install(requirements: Path) -> None:
    """Installs with uv, which is itself installed by pip first."""
    if not (VENV / "bin" / "uv").exists():
        run([str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "uv"])
    say(f"installing {requirements.name}")
    run([str(VENV / "bin" / "uv"), "pip", "install", "--quiet", "--python", str(PYTHON), "-r", str(requirements)])


def compile_packages() -> None:
    """What the packages' modules become is kept, before many processes of tests want it in the same moment."""
    # Some packages carry files that are not meant for this Python; nobody imports those.
    subprocess.run([str(PYTHON), "-m", "compileall", "-qq", "-j", "0", str(VENV / "lib")], cwd=ROOT, check=False)


def prepare_pwa() -> None:
    """npm packages from the lock, then the built PWA in pwa/dist."""
    check_node()
    lock = npm_lock()
    step("npm", lock, lambda: run(["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"], PWA), needs=PWA / "node_modules")
    sources = [
        *lock,
        *PWA.glob("*.*"),
        *tree(PWA / "src"),
        *(path for path in tree(PWA / "public") if path.parent != DRAWN),
        *tree(PWA / "scripts"),
        *ROOT.glob("app/areas/*.json"),
    ]
    step("pwa", sources, build_pwa, needs=PWA / "dist" / "index.html")


def prepare_font() -> None:
    """The Chinese font: cut by a Python package out of an npm package."""
    step("font", [*npm_lock(), ROOT / "app" / "fonts" / "chinese.py"], build_font, needs=ROOT / "var" / "build" / "fonts")


def npm_lock() -> list[Path]:
    """What says which npm packages there are."""
    return [PWA / "package.json", PWA / "package-lock.json"]


def build_pwa() -> None:
    """Builds the PWA; the build's own chatter is shown only when it fails."""
    say("building the PWA")
    done = subprocess.run(["npm", "run", "build"], cwd=PWA, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{done.stdout}{done.stderr}\nThe PWA was not built; the reason is above.")


def build_font() -> None:
    """Cuts the Chinese font for drawn pictures and papers to what is used."""
    say("cutting the Chinese font")
    run([str(PYTHON), "-c", "from app.fonts.chinese import chinese_font; chinese_font(400); chinese_font(700)"])


def check_node() -> None:
    """Ends with a sentence when Node is missing or too old."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        sys.exit("Node 20.19+ or 22.12+ with npm is needed to build the PWA and was not found.")
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout.strip().lstrip("v")
    major, minor = (int(part) for part in version.split(".")[:2])
    if major < min(NODE_LINES) or minor < NODE_LINES.get(major, 0):
        sys.exit(f"Node 20.19+ or 22.12+ is needed; this is {version}.")


def step(name: str, inputs: Iterable[Path], work: Callable[[], None], needs: Path | None = None) -> None:
    """Does `work` when an input changed since it last succeeded, or when `needs` is gone."""
    digest = hashlib.sha256()
    for path in sorted(set(inputs)):
        if path.is_file():
            digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    stamp = STAMPS / name
    if stamp.exists() and stamp.read_text() == digest.hexdigest() and (needs is None or needs.exists()):
        return
    work()
    stamp.write_text(digest.hexdigest())


def tree(folder: Path) -> list[Path]:
    """All files below a folder."""
    return [path for path in folder.rglob("*") if path.is_file()]


def run(command: list[str], folder: Path = ROOT) -> None:
    """Runs a command and ends with its failure."""
    code = subprocess.run(command, cwd=folder, check=False).returncode
    if code:
        sys.exit(f"'{' '.join(command)}' failed ({code}); the reason is above.")


def say(text: str) -> None:
    """One line about what takes time."""
    print(f"· {text}", flush=True)


if __name__ == "__main__":
    main()
