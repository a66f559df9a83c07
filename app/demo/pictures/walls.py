"""Walls and poles with handbills or stencilled numbers on them. Knows no reports."""

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from app.demo.pictures.canvas import HEIGHT, SCALE, WIDTH, Canvas, Colour, mix, shade

OFFERS = ("专业开锁", "疏通管道", "办证刻章", "高价回收", "防水补漏", "搬家拉货", "家电维修", "急招工人", "房屋出租")
PAPERS: tuple[tuple[Colour, Colour], ...] = (
    ((250, 216, 70), (168, 24, 20)), ((248, 246, 240), (30, 40, 120)), ((240, 150, 160), (60, 20, 40)),
    ((200, 30, 36), (255, 240, 120)), ((160, 214, 236), (20, 30, 60)), ((246, 250, 246), (20, 20, 22)),
)  # fmt: skip


def paint_wall(canvas: Canvas) -> None:
    """A brick, tile or plaster wall with a plinth and some pavement in front."""
    chance = canvas.chance
    style = chance.choice(("brick", "tile", "plaster"))
    tone: Colour = {"brick": (158, 92, 74), "tile": (206, 204, 194), "plaster": (214, 202, 176)}[style]
    tone = shade(tone, chance.uniform(0.88, 1.08))
    canvas.gradient((0, 0, WIDTH, 1240), shade(tone, 1.04), shade(tone, 0.9))
    if style == "plaster":
        _stains(canvas, tone)
    else:
        _bricks(canvas, tone, *((118, 44) if style == "brick" else (92, 92)))
    canvas.gradient((0, 1160, WIDTH, 1260), (128, 124, 118), (104, 102, 98))
    canvas.gradient((0, 1260, WIDTH, HEIGHT), (142, 140, 136), (170, 168, 162))
    for x in range(-600, 2600, 170):
        canvas.line([(1000 + (x - 1000) * 0.84, 1260), (x, HEIGHT)], (126, 124, 120), 3)


def _bricks(canvas: Canvas, tone: Colour, wide: int, tall: int) -> None:
    chance = canvas.chance
    for row, y in enumerate(range(0, 1160, tall)):
        for x in range(-(row % 2) * wide // 2, WIDTH, wide):
            canvas.rect((x + 2, y + 2, x + wide - 2, y + tall - 2), shade(tone, chance.uniform(0.9, 1.08)), 2)


def _stains(canvas: Canvas, tone: Colour) -> None:
    chance = canvas.chance
    mask = Image.new("L", (WIDTH // 10, HEIGHT // 10))
    pen = ImageDraw.Draw(mask)
    for _ in range(26):
        x, y = chance.uniform(0, 200), chance.uniform(0, 112)
        pen.ellipse((x - 14, y - 6, x + 14, y + chance.uniform(10, 40)), chance.randrange(14, 46))
    canvas.tint((0, 0, WIDTH, HEIGHT), mask.filter(ImageFilter.GaussianBlur(5)), shade(tone, 0.5))


def paint_pole(canvas: Canvas) -> None:
    """A concrete pole in front of a blurred street."""
    chance = canvas.chance
    canvas.gradient((0, 0, WIDTH, 700), (176, 192, 202), (206, 206, 198))
    for x in range(0, WIDTH, 290):
        colour = mix((150, 140, 128), (96, 112, 124), chance.random())
        canvas.rect((x, 180 + chance.uniform(-120, 120), x + 280, 1130), colour)
        canvas.rect((x + 24, 700, x + 256, 830), shade(chance.choice(((150, 50, 44), (44, 90, 120), (60, 110, 70))), 1.0))
    canvas.gradient((0, 1120, WIDTH, HEIGHT), (150, 148, 142), (178, 174, 166))
    canvas.image.paste(canvas.image.filter(ImageFilter.BoxBlur(13 * SCALE)))
    canvas.shadow((700, 1400, 1420, 1480), 0.5, 20)
    for step in range(40):
        x = 720 + step * 14
        light = 0.72 + 0.36 * (1 - abs(step - 14) / 26)
        canvas.rect((x, 0, x + 15, 1450), shade((176, 174, 168), light))


def handbills(canvas: Canvas, numbers: list[str], pole: bool) -> None:
    """Pastes one sheet per number, close together and crooked, the first one large in the middle."""
    chance = canvas.chance
    left, right = (800, 1200) if pole else (420, 1580)
    for index, number in reversed(list(enumerate(numbers))):
        size = 400.0 if index == 0 else chance.uniform(230, 330)
        place = (
            (1000 + chance.uniform(-60, 60), 640.0) if index == 0 else (chance.uniform(left, right), chance.uniform(240, 1010))
        )
        canvas.sheet(place, _handbill(canvas, number, size), chance.uniform(-13, 13))


def _handbill(canvas: Canvas, number: str, wide: float) -> Image.Image:
    chance = canvas.chance
    paper, ink = chance.choice(PAPERS)
    width, height = round(wide * SCALE), round(wide * 0.68 * SCALE)
    sheet = Image.new("RGBA", (width, height), (*paper, 255))
    pen = ImageDraw.Draw(sheet)
    head = ImageFont.truetype(str(canvas.font_path), round(height * 0.34))
    tail = ImageFont.truetype(str(canvas.font_path), round(height * 0.2))
    pen.text((width / 2, height * 0.34), chance.choice(OFFERS), ink, head, "mm")
    pen.text((width / 2, height * 0.76), f"{number[:3]} {number[3:7]} {number[7:]}", ink, tail, "mm")
    pen.rectangle((5, 5, width - 6, height - 6), None, ink, 3)
    if chance.random() < 0.5:  # a corner torn off
        pen.polygon([(width, 0), (width - height * chance.uniform(0.2, 0.5), 0), (width, height * 0.4)], (0, 0, 0, 0))
    return sheet


def stencilled(canvas: Canvas, numbers: list[str]) -> None:
    """Sprays the numbers on the wall with an offer above them."""
    chance = canvas.chance
    colour = chance.choice(((170, 24, 28), (24, 30, 90), (20, 20, 20)))
    for index, number in enumerate(numbers[:3]):
        x, y = 1000 + chance.uniform(-200, 200), 380 + index * 290
        layer = Image.new("RGBA", (round(900 * SCALE), round(230 * SCALE)), (*colour, 0))
        pen = ImageDraw.Draw(layer)
        large, small = (ImageFont.truetype(str(canvas.font_path), round(size * SCALE)) for size in (96, 84))
        pen.text((450 * SCALE, 62 * SCALE), chance.choice(OFFERS), (*colour, 215), large, "mm")
        pen.text((450 * SCALE, 168 * SCALE), number, (*colour, 205), small, "mm")
        canvas.sheet((x, y), layer.filter(ImageFilter.BoxBlur(2.4 * SCALE)), chance.uniform(-6, 6))


def cleaned(canvas: Canvas, pole: bool) -> None:
    """The patches of lighter paint that cleaning leaves."""
    chance = canvas.chance
    left, right = (790, 1090) if pole else (480, 1360)
    for _ in range(4):
        x, y = chance.uniform(left, right), chance.uniform(320, 900)
        layer = Image.new("RGBA", (round(260 * SCALE), round(170 * SCALE)), (222, 218, 208, 0))
        ImageDraw.Draw(layer).rectangle((20, 20, layer.width - 20, layer.height - 20), (222, 218, 208, 120))
        canvas.sheet((x, y), layer.filter(ImageFilter.BoxBlur(8)), chance.uniform(-5, 5))
