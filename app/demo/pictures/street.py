"""Paints a row of shops with pavement and road, before anything is out of order. Knows no reports."""

from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFilter

from app.demo.pictures.canvas import HEIGHT, WIDTH, Canvas, Colour, mix, shade

EAVES, SIGN_TOP, SIGN_BOTTOM, FLOOR, KERB, ROAD = 130, 560, 715, 1080, 1300, 1330
WALLS: tuple[Colour, ...] = (
    (203, 187, 168), (176, 148, 128), (214, 206, 190), (160, 166, 168), (190, 170, 150), (148, 104, 86), (221, 211, 186),
)  # fmt: skip
SIGNS: tuple[tuple[Colour, Colour], ...] = (
    ((126, 38, 38), (250, 236, 214)), ((38, 56, 96), (248, 244, 230)), ((30, 84, 66), (246, 240, 220)),
    ((236, 230, 216), (148, 32, 30)), ((196, 92, 30), (255, 248, 232)), ((62, 52, 46), (238, 205, 130)),
    ((20, 104, 132), (250, 250, 244)), ((214, 170, 48), (96, 26, 20)),
)  # fmt: skip
GOODS: dict[str, tuple[Colour, ...]] = {
    "grocer": ((206, 154, 82), (178, 86, 62), (220, 208, 178), (112, 138, 92), (98, 116, 150)),
    "fruit": ((222, 128, 44), (188, 50, 42), (128, 160, 66), (224, 184, 66), (156, 66, 96)),
    "noodles": ((196, 60, 44), (226, 190, 120), (240, 232, 214), (120, 76, 50)),
    "tea": ((96, 128, 86), (198, 168, 118), (236, 224, 200), (128, 88, 60)),
    "hardware": ((120, 128, 136), (198, 150, 40), (168, 60, 40), (70, 84, 100)),
    "barber": ((220, 224, 230), (190, 60, 70), (70, 100, 160), (40, 44, 52)),
    "clothes": ((188, 84, 108), (84, 104, 160), (226, 214, 196), (64, 72, 84), (150, 170, 120)),
    "books": ((66, 108, 160), (200, 72, 60), (228, 200, 90), (238, 232, 220), (86, 140, 110)),
    "phone": ((40, 46, 58), (214, 220, 228), (60, 120, 190)),
    "flowers": ((206, 80, 120), (236, 190, 70), (96, 148, 84), (176, 110, 176)),
    "pharmacy": ((236, 240, 240), (70, 150, 110), (110, 160, 200), (220, 120, 90)),
}


@dataclass(frozen=True)
class Front:
    """One shop in the picture: what its sign says, what it sells, its house number, whether the shutter is down."""

    sign: str
    trade: str
    number: str
    open: bool = True
    sign_broken: bool = False


def paint_street(canvas: Canvas, fronts: tuple[Front, Front, Front]) -> None:
    """Sky, houses, three shop fronts (the middle one whole), pavement and road."""
    chance = canvas.chance
    canvas.gradient((0, 0, WIDTH, EAVES + 20), (150, 182, 212), (206, 218, 226))
    half = chance.uniform(390, 450)
    middle = chance.uniform(960, 1040)
    edges = [middle - half - 820, middle - half, middle + half, middle + half + 820]
    wall = chance.choice(WALLS)
    for index, front in enumerate(fronts):
        left, right = edges[index], edges[index + 1]
        tone = shade(wall, chance.uniform(0.94, 1.05)) if index == 1 else shade(chance.choice(WALLS), 0.97)
        _house(canvas, left, right, tone)
        _shop(canvas, left + 26, right - 26, front)
    for right, front in zip(edges[1:], fronts, strict=True):
        _number_plate(canvas, right - 24, front.number)
    _pavement(canvas)
    _carriageway(canvas)
    _leaf_shadows(canvas)
    if chance.random() < 0.6:
        _tree(canvas, chance.choice((chance.uniform(90, 330), chance.uniform(1670, 1900))))


def _house(canvas: Canvas, left: float, right: float, wall: Colour) -> None:
    canvas.gradient((max(0, left), EAVES, min(WIDTH, right), FLOOR + 6), shade(wall, 1.04), shade(wall, 0.9))
    canvas.rect((left - 6, EAVES - 16, right + 6, EAVES + 12), shade(wall, 0.72))
    _courses(canvas, left, right, wall)
    span = (right - left) / 4
    for column in range(4):
        x = left + span * (column + 0.5)
        _window(canvas, x, 215)
        if canvas.chance.random() < 0.35:
            _air_conditioner(canvas, x + span * 0.5, 430)
    canvas.rect((left, SIGN_TOP - 26, right, SIGN_TOP - 8), shade(wall, 0.78))


def _courses(canvas: Canvas, left: float, right: float, wall: Colour) -> None:
    for y in range(EAVES + 40, SIGN_TOP - 30, 26):
        canvas.line([(left, y), (right, y)], shade(wall, 0.94), 1.5)
        for x in range(int(left) + (y % 52), int(right), 74):
            canvas.line([(x, y), (x, y + 26)], shade(wall, 0.95), 1.2)


def _window(canvas: Canvas, x: float, top: float) -> None:
    chance = canvas.chance
    glass = mix((96, 124, 146), (58, 72, 88), chance.random())
    canvas.rect((x - 74, top - 8, x + 74, top + 212), (232, 228, 220))
    canvas.gradient((max(0, x - 64), top, max(1, x + 64), top + 200), shade(glass, 1.25), shade(glass, 0.85))
    curtain = chance.choice(((214, 204, 186), (170, 120, 110), (146, 160, 170)))
    if chance.random() < 0.6:
        canvas.rect((x - 62, top + 2, x - 62 + chance.uniform(18, 48), top + 198), curtain)
    canvas.poly([(x + 8, top), (x + 40, top), (x - 4, top + 200), (x - 36, top + 200)], shade(glass, 1.35))
    canvas.rect((x - 4, top, x + 4, top + 200), (226, 222, 214))
    canvas.rect((x - 82, top + 206, x + 82, top + 222), (188, 182, 172))


def _air_conditioner(canvas: Canvas, x: float, y: float) -> None:
    canvas.rect((x - 46, y - 34, x + 46, y + 34), (222, 222, 216), 4, (170, 170, 166))
    canvas.ellipse((x - 36, y - 27, x + 18, y + 27), (120, 122, 122), (160, 160, 158), 3)
    canvas.line([(x + 30, y + 34), (x + 34, y + 90)], (200, 198, 190), 5)


def _shop(canvas: Canvas, left: float, right: float, front: Front) -> None:
    back, ink = canvas.chance.choice(SIGNS)
    canvas.rect((left, SIGN_BOTTOM, right, FLOOR), (62, 60, 58))
    if front.open:
        _shelves(canvas, left + 18, right - 18, GOODS[front.trade])
        _glass(canvas, left + 18, left + (right - left) * 0.52)
    else:
        _shutter(canvas, left + 18, right - 18)
    _sign(canvas, left, right, front, back, ink)
    canvas.gradient((max(0, left), SIGN_BOTTOM, max(1, min(WIDTH, right)), SIGN_BOTTOM + 46), (22, 22, 24), (60, 58, 56))


def _sign(canvas: Canvas, left: float, right: float, front: Front, back: Colour, ink: Colour) -> None:
    middle = (left + right) / 2
    canvas.rect((left, SIGN_TOP, right, SIGN_BOTTOM), back)
    canvas.rect((left, SIGN_TOP, right, SIGN_TOP + 10), shade(back, 1.3))
    canvas.rect((left, SIGN_BOTTOM - 10, right, SIGN_BOTTOM), shade(back, 0.7))
    size = min(112.0, (right - left) * 0.8 / max(4, len(front.sign)))
    step = size * 1.16
    start = middle - step * (len(front.sign) - 1) / 2
    lost = len(front.sign) // 2 if front.sign_broken else -1
    for index, character in enumerate(front.sign):
        if index == lost:
            continue
        canvas.text(start + step * index + 4, (SIGN_TOP + SIGN_BOTTOM) / 2 + 4, character, size, shade(back, 0.55))
        canvas.text(start + step * index, (SIGN_TOP + SIGN_BOTTOM) / 2, character, size, ink)
    if front.sign_broken:
        _torn_panel(canvas, start + step * lost, right)


def _torn_panel(canvas: Canvas, x: float, right: float) -> None:
    canvas.poly([(x - 62, SIGN_TOP), (x + 76, SIGN_TOP), (x + 48, SIGN_TOP + 96), (x + 8, SIGN_TOP + 70),
                 (x - 34, SIGN_TOP + 150)], (72, 70, 68))  # fmt: skip
    for offset in (-30, 6, 40):
        canvas.line([(x + offset, SIGN_TOP + 6), (x + offset * 0.8, SIGN_TOP + 66)], (150, 146, 140), 4)
    canvas.line([(x + 10, SIGN_TOP + 40), (x + 26, SIGN_BOTTOM + 10), (x + 14, SIGN_BOTTOM + 90)], (30, 30, 30), 4)
    canvas.poly([(right - 180, SIGN_BOTTOM - 12), (right + 6, SIGN_BOTTOM - 12), (right + 2, SIGN_BOTTOM + 60),
                 (right - 60, SIGN_BOTTOM + 22)], (168, 160, 150))  # fmt: skip


def _shelves(canvas: Canvas, left: float, right: float, colours: tuple[Colour, ...]) -> None:
    chance = canvas.chance
    canvas.gradient((max(0, left), SIGN_BOTTOM, max(1, min(WIDTH, right)), FLOOR), (74, 66, 54), (104, 92, 74))
    for shelf in range(3):
        base = SIGN_BOTTOM + 116 + shelf * 92
        x = left + 12
        while x < right - 50:
            wide, tall = chance.uniform(20, 54), chance.uniform(26, 62)
            colour = shade(chance.choice(colours), chance.uniform(0.8, 1.08))
            canvas.rect((x, base - tall, x + wide, base), colour, 3)
            canvas.rect((x + 3, base - tall * 0.62, x + wide - 3, base - tall * 0.3), mix(colour, (250, 246, 236), 0.55))
            x += wide + chance.uniform(3, 14)
        canvas.rect((left, base, right, base + 11), (66, 52, 40))


def _glass(canvas: Canvas, left: float, right: float) -> None:
    wide, tall = round(right - left) // 4, (FLOOR - SIGN_BOTTOM) // 4
    pane = Image.new("L", (wide, tall), 92)
    pen = ImageDraw.Draw(pane)
    for offset, stripe in ((15, 15), (38, 6), (62, 22)):
        pen.polygon([(offset, tall), (offset + stripe, tall), (offset + stripe + 22, 0), (offset + 22, 0)], 128)
    canvas.tint((left, SIGN_BOTTOM, right, FLOOR), pane, (196, 212, 220))
    canvas.rect((right - 8, SIGN_BOTTOM, right + 8, FLOOR), (206, 206, 202))
    canvas.rect((left, FLOOR - 60, right, FLOOR), (120, 116, 110))


def _shutter(canvas: Canvas, left: float, right: float) -> None:
    canvas.gradient((max(0, left), SIGN_BOTTOM, max(1, min(WIDTH, right)), FLOOR), (150, 156, 160), (176, 180, 182))
    for y in range(SIGN_BOTTOM + 12, FLOOR, 18):
        canvas.line([(left, y), (right, y)], (126, 132, 136), 4)


def _number_plate(canvas: Canvas, x: float, number: str) -> None:
    canvas.rect((x + 2, 800, x + 50, 836), (22, 74, 148), 3, (236, 240, 246))
    canvas.text(x + 26, 818, number, 22, (250, 250, 250))


def _pavement(canvas: Canvas) -> None:
    tone = canvas.chance.choice(((176, 172, 164), (164, 162, 160), (182, 166, 150)))
    canvas.gradient((0, FLOOR, WIDTH, KERB), shade(tone, 0.88), shade(tone, 1.04))
    for y in (1108, 1146, 1196, 1258):
        canvas.line([(0, y), (WIDTH, y)], shade(tone, 0.84), 2)
    for x in range(-1200, 3300, 118):
        canvas.line([(1000 + (x - 1000) * 0.82, FLOOR), (x, KERB)], shade(tone, 0.85), 2)
    canvas.rect((0, 1206, WIDTH, 1250), (206, 168, 58))
    for x in range(8, WIDTH, 30):
        canvas.rect((x, 1214, x + 16, 1242), (184, 144, 44), 4)


def _carriageway(canvas: Canvas) -> None:
    canvas.rect((0, KERB, WIDTH, ROAD), (196, 194, 188))
    for x in range(0, WIDTH, 250):
        canvas.line([(x, KERB), (x, ROAD)], (160, 158, 152), 3)
    canvas.gradient((0, ROAD, WIDTH, HEIGHT), (70, 72, 76), (92, 94, 98))
    for x in range(-100, WIDTH, 420):
        canvas.rect((x, 1438, x + 240, 1452), (214, 214, 208))


def _leaf_shadows(canvas: Canvas) -> None:
    chance = canvas.chance
    mask = Image.new("L", (WIDTH // 10, (KERB - EAVES) // 10))
    pen = ImageDraw.Draw(mask)
    centre = chance.uniform(-20, 220)
    for _ in range(150):
        x, y = chance.gauss(centre, 30), chance.gauss(47, 26)
        radius = chance.uniform(1, 5)
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), 58)
    canvas.tint((0, EAVES, WIDTH, KERB), mask.filter(ImageFilter.GaussianBlur(1)))


def _tree(canvas: Canvas, x: float) -> None:
    chance = canvas.chance
    canvas.shadow((x - 90, 1168, x + 150, 1206), 0.45, 14)
    canvas.poly([(x - 22, 1190), (x - 14, 420), (x + 12, 420), (x + 24, 1190)], (88, 70, 54))
    canvas.poly([(x + 4, 1190), (x + 4, 420), (x + 12, 420), (x + 24, 1190)], (68, 54, 42))
    canvas.rect((x - 24, 980, x + 25, 1176), (226, 224, 216))
    green = chance.choice(((74, 110, 62), (96, 118, 58), (150, 132, 52)))
    for layer in range(260):
        leaf_x, leaf_y = chance.gauss(x, 125), chance.gauss(270 - layer * 0.3, 105)
        light = 0.62 + 0.6 * layer / 260  # later ones lie on top and in the sun
        canvas.disc(leaf_x, leaf_y, chance.uniform(10, 46 - layer * 0.12), shade(green, light * chance.uniform(0.85, 1.15)))
