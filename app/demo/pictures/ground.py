"""The road seen from above: manhole covers, potholes and puddles. Knows no reports."""

from math import cos, pi, sin

import numpy as np
from PIL import Image

from app.demo.pictures.canvas import HEIGHT, WIDTH, Canvas, Colour, shade

COVER_WORDS = {
    "01001": "供水", "01002": "污水", "01003": "雨水", "01005": "电力",
    "01006": "路灯", "01007": "通信", "01010": "热力", "01011": "燃气",
}  # fmt: skip
X, Y, RADIUS = 1000.0, 780.0, 300.0


def paint_road(canvas: Canvas) -> None:
    """Asphalt with grain, a kerb along the upper edge, a lane mark and a patched trench."""
    chance = canvas.chance
    grain = np.random.default_rng(chance.randrange(2**32)).normal(0, 15, (HEIGHT // 2, WIDTH // 2))
    tone = chance.uniform(84, 112)
    levels = np.clip(grain + tone, 0, 255).astype(np.uint8)
    asphalt = Image.fromarray(levels).resize(canvas.image.size, Image.Resampling.BILINEAR)
    canvas.image.paste(Image.merge("RGB", (asphalt, asphalt, asphalt.point(lambda level: min(255, level + 5)))))
    canvas.rect((0, 0, WIDTH, 120), (172, 168, 160))
    canvas.rect((0, 120, WIDTH, 176), (196, 194, 188))
    for x in range(chance.randrange(0, 200), WIDTH, 300):
        canvas.line([(x, 0), (x, 176)], (150, 148, 142), 4)
    if chance.random() < 0.6:
        canvas.poly([(0, 1330), (WIDTH, 1300), (WIDTH, 1352), (0, 1384)], (206, 206, 200))
    for _ in range(5):
        start = (chance.uniform(0, WIDTH), chance.uniform(220, HEIGHT))
        crack(canvas, start, chance.uniform(0, 2 * pi), 9)


def crack(canvas: Canvas, start: tuple[float, float], heading: float, pieces: int) -> None:
    """A crack wandering from a point."""
    points = [start]
    for _ in range(pieces):
        heading += canvas.chance.uniform(-0.6, 0.6)
        points.append((points[-1][0] + 42 * cos(heading), points[-1][1] + 42 * sin(heading)))
    canvas.line(points, (44, 44, 46), 3)


def cover(canvas: Canvas, type_code: str, owner: str, x: float = X, y: float = Y) -> None:
    """A whole iron cover in its frame, with its use in the middle."""
    canvas.disc(x, y, RADIUS + 34, (116, 114, 110))
    canvas.disc(x, y, RADIUS + 12, (40, 40, 42))
    _lid(canvas, type_code, owner, x, y)


def _lid(canvas: Canvas, type_code: str, owner: str, x: float, y: float) -> None:
    iron: Colour = shade((88, 86, 86), canvas.chance.uniform(0.88, 1.15))
    canvas.disc(x, y, RADIUS, shade(iron, 0.8))
    canvas.disc(x, y, RADIUS - 10, iron)
    for ring in (RADIUS - 40, RADIUS - 130):
        canvas.ellipse((x - ring, y - ring, x + ring, y + ring), None, shade(iron, 1.3), 9)
    for stud in range(28):
        angle = stud * 2 * pi / 28
        for reach in (RADIUS - 66, RADIUS - 100):
            canvas.disc(x + reach * cos(angle), y + reach * sin(angle), 11, shade(iron, 1.34))
    canvas.disc(x, y, RADIUS - 136, shade(iron, 0.94))
    canvas.text(x, y - 34, COVER_WORDS[type_code], 92, shade(iron, 1.55))
    canvas.text(x, y + 62, owner, 44, shade(iron, 1.45))
    for side in (-1, 1):
        canvas.rect((x + side * 218 - 16, y - 30, x + side * 218 + 16, y + 30), (30, 30, 32), 8)


def cover_missing(canvas: Canvas, type_code: str, owner: str) -> None:
    """The open shaft, its ladder in the dark, the lid gone."""
    canvas.disc(X, Y, RADIUS + 34, (116, 114, 110))
    for ring in range(12):
        canvas.disc(X, Y + ring * 5, RADIUS + 8 - ring * 17, shade((74, 68, 60), 1 - ring * 0.085))
    for rung in range(3):
        canvas.line([(X - 60, Y - 210 + rung * 56), (X + 60, Y - 210 + rung * 56)], shade((120, 104, 88), 1 - rung * 0.26), 13)
    for _ in range(14):
        angle = canvas.chance.uniform(0, 2 * pi)
        reach = RADIUS + canvas.chance.uniform(30, 90)
        canvas.disc(X + reach * cos(angle), Y + reach * sin(angle), canvas.chance.uniform(6, 18), (96, 92, 86))


def cover_broken(canvas: Canvas, type_code: str, owner: str) -> None:
    """A lid with cracks and a piece missing."""
    cover(canvas, type_code, owner)
    start = canvas.chance.uniform(0, 2 * pi)
    rim = [(X + (RADIUS - 4) * cos(start + step * 0.13), Y + (RADIUS - 4) * sin(start + step * 0.13)) for step in range(9)]
    inner = [(X + 150 * cos(start + 0.9), Y + 150 * sin(start + 0.9)), (X + 90 * cos(start + 0.5), Y + 90 * sin(start + 0.5)),
             (X + 170 * cos(start + 0.12), Y + 170 * sin(start + 0.12))]  # fmt: skip
    canvas.poly(rim + inner, (16, 15, 15))
    for turn in (0.5, 2.2, 3.6):
        points = [(X + 90 * cos(start + 0.5), Y + 90 * sin(start + 0.5))]
        points += [
            (X + reach * cos(start + turn + reach / 900), Y + reach * sin(start + turn + reach / 700))
            for reach in (120, 210, 290)
        ]
        canvas.line(points, (20, 20, 20), 8)


def cover_displaced(canvas: Canvas, type_code: str, owner: str) -> None:
    """A lid that slid off its frame and leaves a gap."""
    canvas.disc(X, Y, RADIUS + 34, (116, 114, 110))
    canvas.disc(X, Y, RADIUS + 6, (18, 17, 17))
    angle = canvas.chance.uniform(0, 2 * pi)
    x, y = X + 120 * cos(angle), Y + 120 * sin(angle)
    canvas.shadow((x - RADIUS - 10, y - RADIUS + 16, x + RADIUS + 26, y + RADIUS + 34), 0.7, 12)
    _lid(canvas, type_code, owner, x, y)


def pothole(canvas: Canvas) -> None:
    """A hole with a crumbling edge and loose stones."""
    chance = canvas.chance
    for shrink, tone in ((1.0, 72), (0.86, 54), (0.66, 40)):
        points = []
        for step in range(22):
            angle = step * 2 * pi / 22
            reach = (330 + 60 * sin(step * 1.7) + chance.uniform(-22, 22)) * shrink
            points.append((X + reach * cos(angle), Y + reach * 0.7 * sin(angle)))
        canvas.poly(points, (tone, tone - 2, tone - 6))
    for _ in range(46):
        x, y = chance.gauss(X, 240), chance.gauss(Y, 160)
        canvas.disc(x, y, chance.uniform(5, 17), shade((120, 116, 108), chance.uniform(0.6, 1.1)))
    for turn in range(6):
        crack(canvas, (X + 320 * cos(turn), Y + 230 * sin(turn)), turn, 6)


def patch(canvas: Canvas) -> None:
    """The same place, cut square and filled."""
    canvas.rect((X - 420, Y - 300, X + 420, Y + 300), (58, 58, 62), 0, (40, 40, 42), 9)


def puddle(canvas: Canvas) -> None:
    """Standing water that mirrors the sky."""
    for grow, colour in ((1.0, (86, 92, 98)), (0.93, (112, 126, 140)), (0.6, (138, 154, 168))):
        canvas.ellipse((X - 700 * grow, Y - 330 * grow, X + 700 * grow, Y + 330 * grow), colour)
        canvas.ellipse((X - 300 * grow, Y - 60 * grow, X + 860 * grow, Y + 400 * grow), colour)
    for ring in (60, 110, 170):
        canvas.ellipse((X - ring * 2, Y - ring, X + ring * 2, Y + ring), None, (168, 182, 192), 3)
