"""Drawn photos: they decode, look different from each other, and show the same place before and after."""

from io import BytesIO
from pathlib import Path
from random import Random

import numpy as np
import pytest
from PIL import Image

from app.checks.photo_rules import NEAR_BITS
from app.demo.pictures.camera import Light, light_at, photograph
from app.demo.pictures.scenes import Kind, Subject, paint
from app.demo.pictures.street import Front
from app.fonts.chinese import chinese_font
from app.photos.look import look_of

FRONTS = (Front("槐下面馆", "noodles", "35"), Front("半山水果", "fruit", "37"), Front("知秋书屋", "books", "39", open=False))
SMALL = (800, 600)
NUMBERS = ("13800000123", "13800000456", "13800000789")


@pytest.fixture(scope="module")
def font() -> Path:
    return chinese_font(700)


def subject(kind: Kind, seed: str = "one") -> Subject:
    """A subject with everything any kind needs."""
    return Subject(kind, seed, "visit", FRONTS, NUMBERS)


def small(image: Image.Image) -> np.ndarray:
    """Grey levels at thumbnail size, to compare what is seen and not how it is coded."""
    return np.asarray(image.convert("L").resize((64, 48)), dtype=float)


def difference(one: Image.Image, other: Image.Image) -> float:
    """Mean difference of grey levels."""
    return float(np.abs(small(one) - small(other)).mean())


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_is_painted_with_and_without_its_disorder(kind: Kind, font: Path) -> None:
    before, after = paint(subject(kind), font), paint(subject(kind), font, put_right=True)
    assert before.image.size == after.image.size
    changed = np.abs(np.asarray(before.image, dtype=int) - np.asarray(after.image, dtype=int)).sum(axis=2) > 24
    assert 0.001 < changed.mean() < 0.6


def test_a_photo_is_a_jpeg_of_a_phones_size_and_weight(font: Path) -> None:
    scene = paint(subject(Kind.GOODS_OUT), font)
    for close in (False, True):
        data = photograph(scene, close, light_at(10, Random(1)), Random(2))
        photo = Image.open(BytesIO(data))
        photo.load()
        assert (photo.format, photo.size) == ("JPEG", (1440, 1080))
        assert 100_000 < len(data) < 400_000


def test_the_same_seed_gives_the_same_bytes_and_another_hand_another_picture(font: Path) -> None:
    scene, light = paint(subject(Kind.CART), font), light_at(9, Random(1))
    first = photograph(scene, False, light, Random("a"))
    assert photograph(paint(subject(Kind.CART), font), False, light, Random("a")) == first
    assert photograph(scene, False, light, Random("b")) != first


def test_no_two_places_look_alike(font: Path) -> None:
    scenes = [paint(subject(Kind.GOODS_OUT, seed), font).image for seed in ("one", "two", "three", "four")]
    pairs = [(a, b) for index, a in enumerate(scenes) for b in scenes[:index]]
    assert min(difference(a, b) for a, b in pairs) > 4


def test_two_visits_of_one_place_are_no_nearly_same_pictures(font: Path) -> None:
    scene, light = paint(subject(Kind.GOODS_OUT), font), light_at(10, Random(1))
    taken = [Image.open(BytesIO(photograph(scene, False, light, Random(f"visit {number}"), SMALL))) for number in range(8)]
    looks = [look_of(photo) for photo in taken]
    apart = [(one ^ other).bit_count() for place, one in enumerate(looks) for other in looks[:place]]
    assert sum(bits <= NEAR_BITS for bits in apart) <= len(apart) // 10
    assert np.median(apart) > 2 * NEAR_BITS


def test_evening_light_is_warmer_than_noon(font: Path) -> None:
    def warmth(light: Light) -> float:
        table = light.table()
        return table[128] - table[512 + 128]

    clear = [Random(seed) for seed in range(40)]
    evening = np.median([warmth(light_at(18.5, chance)) for chance in clear])
    noon = np.median([warmth(light_at(12.5, Random(seed))) for seed in range(40)])
    assert evening > noon + 10
