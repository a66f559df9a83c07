"""The decoding child: bounded, replaceable, one at a time, and never the end of the server."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from PIL import Image

from app.photos.decoder import Decoder, DecodingInterrupted
from app.photos.rendering import Rendered, Undecodable
from scripts.fuzz_photos import MOST_RESIDENT_KB, most_resident_kb, outcome
from tests.photos.hard_formats import endless_scans
from tests.photos.pictures import encoded, png_claiming, quarters

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    return write(tmp_path / "photo", encoded(quarters()))


def write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def played_by(tmp_path: Path, program: str, timeout_s: float = 20) -> Decoder:
    """A decoder whose child is `program` instead of the real one."""
    return Decoder(tmp_path / "decode.lock", timeout_s=timeout_s, command=(sys.executable, "-c", program))


def test_one_child_draws_photo_after_photo(decoder: Decoder, photo: Path) -> None:
    first = decoder.decode(photo)
    pid = decoder.child_pid
    assert isinstance(first, Rendered)
    assert (first.width, first.height, first.mime) == (240, 160, "image/jpeg")
    assert decoder.decode(photo) == first
    assert decoder.child_pid == pid


def test_a_refused_photo_leaves_the_child_in_service(decoder: Decoder, photo: Path, tmp_path: Path) -> None:
    decoder.decode(photo)
    pid = decoder.child_pid
    with pytest.raises(Undecodable) as refusal:
        decoder.decode(write(tmp_path / "bomb", png_claiming(65_535, 65_535)))
    assert refusal.value.why == "too-many-pixels"
    assert decoder.decode(photo).width == 240
    assert decoder.child_pid == pid


def test_a_child_killed_between_photos_is_replaced_unnoticed(decoder: Decoder, photo: Path) -> None:
    decoder.decode(photo)
    pid = decoder.child_pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    assert decoder.decode(photo).width == 240
    assert decoder.child_pid != pid


def test_a_forgotten_decoder_leaves_no_child_behind(tmp_path: Path, photo: Path) -> None:
    decoder = Decoder(tmp_path / "decode.lock")
    decoder.decode(photo)
    pid = decoder.child_pid
    assert Path(f"/proc/{pid}").exists()
    del decoder
    gc.collect()
    assert not Path(f"/proc/{pid}").exists()


FORKING = """
import os, sys
from pathlib import Path
from app.photos.decoder import Decoder
decoder, photo = Decoder(Path(sys.argv[1])), Path(sys.argv[2])
decoder.decode(photo)
pid = decoder.child_pid
fork = os.fork()
if fork == 0:
    good = decoder.decode(photo).width == 240 and decoder.child_pid != pid
    decoder.close()
    os._exit(0 if good else 1)
good = os.waitstatus_to_exitcode(os.waitpid(fork, 0)[1]) == 0
sys.exit(0 if good and decoder.decode(photo).width == 240 and decoder.child_pid == pid else 1)
"""


def test_a_fork_starts_a_child_of_its_own(tmp_path: Path, photo: Path) -> None:
    command = [sys.executable, "-c", FORKING, str(tmp_path / "decode.lock"), str(photo)]
    assert subprocess.run(command, cwd=ROOT, check=False).returncode == 0


def test_a_child_killed_at_work_says_nothing_about_the_photo(tmp_path: Path, photo: Path) -> None:
    decoder = played_by(tmp_path, "import os, sys; sys.stdin.readline(); os.kill(os.getpid(), 9)")
    with pytest.raises(DecodingInterrupted) as stop:
        decoder.decode(photo)
    assert stop.value.why == "killed"


def test_a_photo_that_crashes_two_children_is_undecodable(tmp_path: Path, photo: Path) -> None:
    tally = tmp_path / "tally"
    decoder = played_by(tmp_path, f"import os, sys; sys.stdin.readline(); open({str(tally)!r}, 'a').write('x'); os.abort()")
    with pytest.raises(Undecodable) as refusal:
        decoder.decode(photo)
    assert refusal.value.why == "crashed"
    assert tally.read_text() == "xx"


def test_a_child_that_answers_nonsense_is_dropped(tmp_path: Path, photo: Path) -> None:
    decoder = played_by(tmp_path, "import sys; sys.stdin.readline(); print('{\"yes\": 1}', flush=True); sys.stdin.read()")
    with pytest.raises(Undecodable) as refusal:
        decoder.decode(photo)
    assert refusal.value.why == "crashed"
    assert decoder.child_pid is None


def test_a_child_that_hangs_is_killed_at_the_deadline(tmp_path: Path, photo: Path) -> None:
    note = tmp_path / "pid"
    program = f"import os, sys, time; open({str(note)!r}, 'w').write(str(os.getpid())); time.sleep(600)"
    decoder = played_by(tmp_path, program, timeout_s=1.0)
    with pytest.raises(DecodingInterrupted) as stop:
        decoder.decode(photo)
    assert stop.value.why == "timeout"
    assert decoder.child_pid is None
    if note.exists():
        assert not Path(f"/proc/{note.read_text()}").exists()


def test_two_servers_on_one_machine_take_turns(tmp_path: Path, photo: Path) -> None:
    diary = tmp_path / "diary"
    program = (
        "import sys, time\n"
        f"diary = open({str(diary)!r}, 'a', buffering=1)\n"
        "for line in sys.stdin:\n"
        "    diary.write('in\\n'); time.sleep(0.02); diary.write('out\\n')\n"
        '    print(\'{"ok": false, "why": "damaged", "detail": ""}\', flush=True)\n'
    )
    decoders = [played_by(tmp_path, program), played_by(tmp_path, program)]

    def ask(decoder: Decoder) -> None:
        for _ in range(3):
            with pytest.raises(Undecodable):
                decoder.decode(photo)

    threads = [threading.Thread(target=ask, args=(decoder,)) for decoder in decoders * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for decoder in decoders:
        decoder.close()
    assert diary.read_text().split() == ["in", "out"] * 12


def test_the_child_knows_no_secret_of_the_server(tmp_path: Path, photo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "never to be seen by a codec")
    note = tmp_path / "environment"
    decoder = played_by(tmp_path, f"import os, sys; sys.stdin.readline(); open({str(note)!r}, 'w').write(repr(dict(os.environ)))")
    with pytest.raises(Undecodable):
        decoder.decode(photo)
    assert "codec" not in note.read_text()


def test_the_server_itself_loads_no_codec() -> None:
    program = "import sys, app.photos.service; sys.exit(any(name in sys.modules for name in ('PIL', 'pillow_heif')))"
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False).returncode == 0


def test_the_child_cannot_write_files(decoder: Decoder, photo: Path) -> None:
    decoder.decode(photo)
    limits = Path(f"/proc/{decoder.child_pid}/limits").read_text()
    assert next(line for line in limits.splitlines() if line.startswith("Max file size")).split()[3:5] == ["0", "0"]


ONE_SECOND = """
import sys
from app.photos import decode_child, images
decode_child.MAX_CPU_S = 1
images.prepare_codecs()
decode_child.give_up_rights()
decode_child.serve(sys.stdin.buffer, sys.stdout.buffer)
"""


def test_a_photo_that_is_work_without_end_is_given_up_and_the_next_one_is_drawn(tmp_path: Path, photo: Path) -> None:
    endless = write(tmp_path / "endless", endless_scans(2_000))
    assert endless.stat().st_size < 200_000
    decoder = played_by(tmp_path, ONE_SECOND)
    assert outcome(decoder, endless) == "too-slow"
    assert outcome(decoder, photo) == "drawn"
    decoder.close()


SIXTY_MEGAPIXELS = {
    "PNG": ({"compress_level": 1}, "drawn"),
    "JPEG": ({"progressive": True, "subsampling": 0}, "drawn"),
    "HEIF": ({"quality": 20, "enc_params": {"preset": "ultrafast"}}, "drawn"),
    # Its decoder needs 16 bytes a pixel: kept undecoded rather than drawn at that price.
    "WEBP": ({"method": 0}, "too-heavy"),
}


@pytest.mark.parametrize("form", SIXTY_MEGAPIXELS)
def test_sixty_megapixels_stay_below_600_megabytes(decoder: Decoder, tmp_path: Path, form: str) -> None:
    options, expected = SIXTY_MEGAPIXELS[form]
    large = Image.new("RGB", (8_000, 7_500), (90, 120, 60))
    path = write(tmp_path / form, encoded(large, form, **options))
    assert outcome(decoder, path) == expected
    assert decoder.child_pid is not None
    assert most_resident_kb(decoder.child_pid) < MOST_RESIDENT_KB
