"""Heaps, bags, bins, litter, washing lines and loose wires. Knows no reports."""

from app.demo.pictures.canvas import Canvas, Colour, shade


def box(canvas: Canvas, x: float, y: float, wide: float, tall: float) -> None:
    """A cardboard box with tape."""
    card = shade((186, 148, 102), canvas.chance.uniform(0.82, 1.1))
    canvas.rect((x, y - tall, x + wide, y), card, 2, shade(card, 0.7))
    canvas.poly([(x, y - tall), (x + 16, y - tall - 18), (x + wide + 16, y - tall - 18), (x + wide, y - tall)], shade(card, 1.12))
    canvas.poly([(x + wide, y - tall), (x + wide + 16, y - tall - 18), (x + wide + 16, y - 16), (x + wide, y)], shade(card, 0.76))
    canvas.rect((x + wide * 0.44, y - tall, x + wide * 0.56, y), shade(card, 1.16))


def heap(canvas: Canvas, x: float, y: float) -> None:
    """Boxes, sacks and boards piled up, about 560 wide."""
    chance = canvas.chance
    canvas.shadow((x - 300, y - 26, x + 310, y + 22), 0.55, 14)
    canvas.poly([(x - 270, y - 20), (x - 180, y - 330), (x - 158, y - 324), (x - 226, y - 16)], (150, 116, 76))
    canvas.poly([(x - 240, y - 20), (x - 140, y - 290), (x - 120, y - 282), (x - 196, y - 14)], (176, 140, 96))
    for row, count in enumerate((3, 2, 1)):
        for column in range(count):
            wide = chance.uniform(110, 150)
            box(canvas, x - 210 + row * 66 + column * 148, y - row * 104, wide, chance.uniform(94, 110))
    for offset in (150, 236):
        sack(canvas, x + offset, y + 4, chance.choice(((214, 208, 192), (92, 132, 96), (196, 176, 130))))


def sack(canvas: Canvas, x: float, y: float, colour: Colour) -> None:
    """A tied sack."""
    canvas.poly([(x - 66, y), (x - 74, y - 70), (x - 40, y - 122), (x - 12, y - 132), (x + 12, y - 132), (x + 46, y - 116),
                 (x + 72, y - 66), (x + 64, y)], colour)  # fmt: skip
    canvas.poly([(x - 20, y - 130), (x - 30, y - 160), (x + 26, y - 158), (x + 16, y - 130)], shade(colour, 0.9))
    canvas.line([(x - 20, y - 130), (x + 20, y - 130)], (90, 70, 50), 6)
    canvas.line([(x - 30, y - 90), (x - 16, y - 30)], shade(colour, 0.84), 5)
    canvas.line([(x + 26, y - 94), (x + 34, y - 26)], shade(colour, 0.84), 5)


def bag(canvas: Canvas, x: float, y: float, size: float = 1.0) -> None:
    """A knotted rubbish bag."""
    colour = canvas.chance.choice(((36, 38, 44), (40, 52, 60), (170, 40, 44), (208, 212, 214)))
    canvas.shadow((x - 70 * size, y - 10, x + 74 * size, y + 12), 0.45)
    canvas.ellipse((x - 66 * size, y - 112 * size, x + 66 * size, y + 4), colour)
    canvas.poly([(x - 18 * size, y - 104 * size), (x - 30 * size, y - 142 * size), (x, y - 122 * size),
                 (x + 28 * size, y - 144 * size), (x + 16 * size, y - 102 * size)], shade(colour, 0.9))  # fmt: skip
    canvas.arc((x - 44 * size, y - 92 * size, x + 10 * size, y - 20), 180, 260, shade(colour, 1.7), 6)


def bin_overflowing(canvas: Canvas, x: float, y: float) -> None:
    """A pair of street bins with rubbish over the rim and beside them."""
    for offset, colour in ((-84, (46, 120, 84)), (84, (70, 84, 100))):
        canvas.shadow((x + offset - 80, y - 12, x + offset + 84, y + 14), 0.5)
        canvas.poly([(x + offset - 76, y - 220), (x + offset + 76, y - 220), (x + offset + 62, y), (x + offset - 62, y)], colour)
        canvas.rect((x + offset - 82, y - 234, x + offset + 82, y - 212), shade(colour, 0.75), 5)
    canvas.text(x - 84, y - 110, "其他", 44, (244, 246, 244))
    canvas.text(x + 84, y - 110, "可回收", 40, (244, 246, 244))
    for offset in (-120, -60, 40, 100):
        bag(canvas, x + offset, y - 222, 0.62)
    bag(canvas, x - 214, y + 8, 0.9)
    bag(canvas, x + 206, y + 12)


def clean_bin(canvas: Canvas, x: float, y: float) -> None:
    """The same pair of bins after they were emptied."""
    for offset, colour, words in ((-84, (46, 120, 84), "其他"), (84, (70, 84, 100), "可回收")):
        canvas.shadow((x + offset - 80, y - 12, x + offset + 84, y + 14), 0.5)
        canvas.poly([(x + offset - 76, y - 220), (x + offset + 76, y - 220), (x + offset + 62, y), (x + offset - 62, y)], colour)
        canvas.rect((x + offset - 82, y - 250, x + offset + 82, y - 212), shade(colour, 0.75), 14)
        canvas.text(x + offset, y - 110, words, 42, (244, 246, 244))


def litter(canvas: Canvas, x: float, y: float, spread: float, pieces: int) -> None:
    """Paper, leaves, cups and stains scattered on the ground."""
    chance = canvas.chance
    for _ in range(6):
        wide = chance.uniform(60, 170)
        left, top = chance.gauss(x, spread * 0.6), y + chance.uniform(-70, 70)
        canvas.shadow((left - wide / 2, top - 14, left + wide / 2, top + 14), 0.4, 9)
    for _ in range(pieces):
        left, top = chance.gauss(x, spread * 0.5), y + chance.uniform(-92, 110)
        size = chance.uniform(7, 26)
        colour = chance.choice(((240, 238, 230), (206, 60, 52), (124, 96, 56), (70, 130, 180), (226, 190, 90), (96, 104, 60)))
        corners = [(left + chance.uniform(-size, size), top + chance.uniform(-size, size) * 0.55) for _ in range(5)]
        canvas.poly(corners, shade(colour, chance.uniform(0.75, 1.0)))


def washing_line(canvas: Canvas, y: float) -> None:
    """Clothes and a quilt on a rope between two poles."""
    chance = canvas.chance
    canvas.line([(420, y - 40), (1000, y + 16), (1580, y - 40)], (222, 222, 216), 4)
    for pole in (420, 1580):
        canvas.line([(pole, y - 60), (pole, 1180)], (110, 112, 116), 11)
        canvas.shadow((pole - 30, 1172, pole + 34, 1190), 0.4)
    x = 480.0
    while x < 1480:
        wide, low = chance.uniform(86, 190), y + chance.uniform(180, 330)
        colour = chance.choice(((204, 92, 108), (96, 130, 176), (236, 224, 200), (122, 152, 110), (70, 76, 96)))
        canvas.poly([(x, y + 2), (x + wide, y + 2), (x + wide - 4, low), (x + 6, low + 8)], colour)
        for stripe in range(int(wide // 36)):
            canvas.line([(x + 18 + stripe * 36, y + 6), (x + 20 + stripe * 36, low)], shade(colour, 0.86), 6)
        x += wide + chance.uniform(14, 40)


def loose_wires(canvas: Canvas) -> None:
    """Cables hanging across the fronts in bundles."""
    chance = canvas.chance
    for _ in range(14):
        sag = chance.uniform(60, 210)
        left, right = chance.uniform(330, 460), chance.uniform(360, 520)
        points = [(step * 200.0, left + (right - left) * step / 10 + sag * (1 - ((step - 5) / 5) ** 2)) for step in range(11)]
        canvas.line(points, chance.choice(((26, 26, 28), (48, 48, 52), (70, 66, 60))), chance.uniform(3, 7))
    canvas.ellipse((880, 500, 1060, 660), None, (30, 30, 32), 11)
    canvas.ellipse((894, 514, 1046, 650), None, (54, 54, 58), 8)
