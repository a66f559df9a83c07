"""Things that traders put on the pavement: crates, tables, carts, racks, banners. Knows no reports.

Every function paints one thing that stands on the ground at (x, y), y being where it touches.
"""

from app.demo.pictures.canvas import Canvas, Colour, mix, shade

SKIN: Colour = (226, 184, 150)


def crate(canvas: Canvas, x: float, y: float, colours: tuple[Colour, ...]) -> None:
    """A wooden crate, 150 wide, heaped with round goods."""
    chance = canvas.chance
    canvas.shadow((x - 84, y - 12, x + 90, y + 14), 0.5)
    colour = chance.choice(colours)
    for row in range(2):
        for ball in range(7):
            canvas.disc(
                x - 60 + ball * 20 + row * 8, y - 82 - row * 18, 17, shade(colour, chance.uniform(0.82, 1.14)),
            )  # fmt: skip
    wood = shade((164, 124, 78), chance.uniform(0.85, 1.1))
    canvas.rect((x - 76, y - 76, x + 76, y), shade(wood, 0.72))
    for plank in range(3):
        canvas.rect((x - 78, y - 76 + plank * 27, x + 78, y - 56 + plank * 27), wood, 2)
    canvas.rect((x - 78, y - 78, x - 64, y), shade(wood, 0.85))
    canvas.rect((x + 64, y - 78, x + 78, y), shade(wood, 0.85))


def table(canvas: Canvas, x: float, y: float) -> None:
    """A folding table with bowls and four plastic stools."""
    chance = canvas.chance
    canvas.shadow((x - 150, y - 16, x + 150, y + 18), 0.42)
    plastic = chance.choice(((38, 92, 160), (190, 52, 44), (60, 130, 84)))
    for offset in (-128, 118):
        stool(canvas, x + offset, y, plastic)
    canvas.rect((x - 90, y - 128, x + 90, y - 112), (206, 64, 50), 4)
    canvas.line([(x - 70, y - 112), (x + 56, y)], (160, 160, 160), 7)
    canvas.line([(x + 70, y - 112), (x - 56, y)], (140, 140, 140), 7)
    for offset in (-46, 10, 52):
        canvas.pie((x + offset - 18, y - 146, x + offset + 18, y - 110), 0, 180, (240, 240, 236))
    canvas.rect((x - 8, y - 166, x + 4, y - 128), (120, 60, 30), 3)


def stool(canvas: Canvas, x: float, y: float, colour: Colour) -> None:
    """A plastic stool."""
    canvas.poly([(x - 24, y - 66), (x + 24, y - 66), (x + 32, y), (x + 20, y), (x + 14, y - 50), (x - 14, y - 50),
                 (x - 20, y), (x - 32, y)], shade(colour, 0.85))  # fmt: skip
    canvas.rect((x - 28, y - 76, x + 28, y - 62), colour, 4)


def rack(canvas: Canvas, x: float, y: float, colours: tuple[Colour, ...]) -> None:
    """A rail with clothes or goods hanging from it."""
    chance = canvas.chance
    canvas.shadow((x - 150, y - 12, x + 150, y + 14), 0.4)
    for foot in (-140, 140):
        canvas.line([(x + foot, y), (x + foot, y - 240)], (90, 94, 98), 7)
    canvas.line([(x - 146, y - 240), (x + 146, y - 240)], (90, 94, 98), 7)
    for place in range(-120, 121, 30):
        colour = shade(chance.choice(colours), chance.uniform(0.8, 1.1))
        low = y - chance.uniform(60, 110)
        canvas.poly([(x + place - 20, y - 222), (x + place + 20, y - 222), (x + place + 24, low), (x + place - 24, low)], colour)
        canvas.arc((x + place - 8, y - 246, x + place + 8, y - 222), 180, 360, (60, 60, 60), 3)


def cart(canvas: Canvas, x: float, y: float, words: str) -> None:
    """A vendor's tricycle cart with an umbrella and its vendor beside it."""
    canvas.shadow((x - 190, y - 18, x + 220, y + 20), 0.5)
    canvas.rect((x - 4, y - 430, x + 4, y - 150), (150, 150, 150))
    for part in range(6):
        start = 180 + part * 30
        colour: Colour = (206, 58, 46) if part % 2 else (244, 240, 232)
        canvas.pie((x - 210, y - 520, x + 210, y - 300), start, start + 30, colour)
    canvas.rect((x - 150, y - 200, x + 150, y - 60), (56, 120, 170), 6, (30, 70, 110))
    canvas.rect((x - 158, y - 212, x + 158, y - 192), (222, 226, 228), 4)
    canvas.text(x, y - 130, words, 46, (252, 244, 214))
    for place in range(-130, 131, 37):
        canvas.disc(x + place, y - 222, 19, canvas.chance.choice(((214, 150, 60), (176, 90, 50), (232, 196, 92))))
    for wheel in (-96, 96):
        canvas.disc(x + wheel, y - 40, 42, (34, 34, 36))
        canvas.disc(x + wheel, y - 40, 30, (164, 166, 168))
        canvas.disc(x + wheel, y - 40, 7, (60, 60, 60))
    person(canvas, x + 236, y)


def person(canvas: Canvas, x: float, y: float) -> None:
    """A standing person, 330 tall, seen from behind or aside: no face."""
    chance = canvas.chance
    coat = chance.choice(((70, 84, 110), (128, 72, 60), (92, 104, 86), (188, 170, 140), (60, 62, 70)))
    canvas.shadow((x - 60, y - 12, x + 64, y + 12), 0.45)
    for leg in (-22, 6):
        canvas.rect((x + leg, y - 140, x + leg + 22, y - 6), (48, 52, 64), 6)
        canvas.rect((x + leg - 4, y - 16, x + leg + 28, y), (34, 32, 32), 6)
    canvas.rect((x - 40, y - 272, x + 40, y - 124), coat, 22)
    canvas.rect((x - 56, y - 262, x - 34, y - 150), shade(coat, 0.84), 10)
    canvas.rect((x + 34, y - 262, x + 56, y - 150), shade(coat, 0.84), 10)
    canvas.disc(x, y - 304, 34, SKIN)
    canvas.pie((x - 36, y - 342, x + 36, y - 266), 160, 380, (44, 38, 36))


def promotion(canvas: Canvas, x: float, y: float, words: str) -> None:
    """A promotion table with a cloth and a loudspeaker."""
    canvas.shadow((x - 190, y - 14, x + 200, y + 18), 0.45)
    canvas.poly([(x - 180, y - 140), (x + 180, y - 140), (x + 192, y), (x - 192, y)], (196, 40, 38))
    canvas.text(x, y - 70, words, 56, (255, 236, 170))
    for place in (-140, -80, -20):
        canvas.rect(
            (x + place, y - 190, x + place + 44, y - 140), mix((220, 200, 160), (120, 140, 170), canvas.chance.random()), 3
        )
    canvas.rect((x + 96, y - 226, x + 164, y - 140), (34, 34, 38), 6)
    canvas.disc(x + 130, y - 172, 24, (84, 84, 88))
    canvas.disc(x + 130, y - 208, 11, (84, 84, 88))


def banner(canvas: Canvas, y: float, words: str) -> None:
    """A cloth banner between two trees across the front."""
    canvas.line([(180, y - 70), (330, y - 46)], (230, 230, 226), 4)
    canvas.line([(1670, y - 46), (1830, y - 76)], (230, 230, 226), 4)
    canvas.poly([(330, y - 52), (1000, y - 34), (1670, y - 52), (1670, y + 52), (1000, y + 70), (330, y + 52)], (190, 32, 34))
    canvas.text(1000, y + 10, words, 78, (255, 240, 190))
