"""Bicycles, scooters and cars left where they must not stand. Knows no reports."""

from app.demo.pictures.canvas import Canvas, Colour, shade

SHARED: tuple[Colour, ...] = ((40, 150, 210), (236, 186, 40), (52, 168, 96))
PAINT: tuple[Colour, ...] = ((196, 200, 204), (58, 66, 78), (150, 36, 40), (232, 232, 230), (40, 70, 120))


def bicycle(canvas: Canvas, x: float, y: float, colour: Colour, lean: float = 0.0) -> None:
    """A bicycle seen from the side, 230 wide; `lean` moves its upper half sideways."""
    canvas.shadow((x - 120, y - 10, x + 120, y + 12), 0.35)
    for hub in (-76, 76):
        canvas.ellipse((x + hub - 50, y - 100, x + hub + 50, y), None, (36, 36, 38), 7)
        canvas.ellipse((x + hub - 44, y - 94, x + hub + 44, y - 6), None, (150, 150, 150), 2)
        for dx, dy in ((44, 0), (31, 31), (0, 44), (-31, 31)):
            canvas.line([(x + hub - dx, y - 50 - dy), (x + hub + dx, y - 50 + dy)], (170, 170, 170), 1.4)
    seat, bars = (x - 34 + lean, y - 140), (x + 54 + lean, y - 150)
    canvas.line([(x - 76, y - 50), seat, (x + 2, y - 48), (x - 76, y - 50)], colour, 9)
    canvas.line([seat, bars], colour, 9)
    canvas.line([(x + 2, y - 48), bars, (x + 76, y - 50)], shade(colour, 0.85), 9)
    canvas.line([(seat[0] - 24, seat[1] - 8), (seat[0] + 24, seat[1] - 8)], (30, 30, 32), 13)
    canvas.line([(bars[0] - 8, bars[1] - 24), (bars[0] + 30, bars[1] - 28)], (40, 40, 42), 8)
    canvas.rect((bars[0] - 2, bars[1] - 18, bars[0] + 56, bars[1] + 24), shade(colour, 0.9), 5, (60, 60, 60))


def fallen_bicycle(canvas: Canvas, x: float, y: float, colour: Colour) -> None:
    """A bicycle lying on the ground."""
    canvas.shadow((x - 140, y - 30, x + 150, y + 14), 0.4)
    for hub in (-80, 84):
        canvas.ellipse((x + hub - 58, y - 42, x + hub + 58, y + 4), None, (36, 36, 38), 7)
    canvas.line([(x - 80, y - 20), (x - 20, y - 52), (x + 60, y - 44), (x + 84, y - 20)], colour, 9)
    canvas.line([(x - 80, y - 20), (x + 10, y - 16), (x + 60, y - 44)], shade(colour, 0.8), 9)
    canvas.line([(x + 60, y - 44), (x + 116, y - 70)], (40, 40, 42), 8)


def scooter(canvas: Canvas, x: float, y: float, colour: Colour) -> None:
    """An electric scooter seen from the side, 270 wide."""
    canvas.shadow((x - 140, y - 12, x + 140, y + 14), 0.42)
    for hub in (-92, 96):
        canvas.disc(x + hub, y - 38, 38, (32, 32, 34))
        canvas.disc(x + hub, y - 38, 18, (150, 150, 150))
    canvas.poly([(x - 130, y - 118), (x - 6, y - 118), (x + 10, y - 62), (x + 60, y - 60), (x + 80, y - 170), (x + 100, y - 166),
                 (x + 92, y - 40), (x - 60, y - 34), (x - 120, y - 80)], colour)  # fmt: skip
    canvas.poly([(x - 124, y - 132), (x + 4, y - 132), (x - 8, y - 114), (x - 128, y - 114)], (34, 32, 34))
    canvas.line([(x + 88, y - 164), (x + 66, y - 212)], (60, 60, 62), 9)
    canvas.line([(x + 44, y - 206), (x + 92, y - 216)], (30, 30, 32), 9)
    canvas.disc(x + 104, y - 150, 13, (250, 240, 200))
    canvas.line([(x - 140, y - 96), (x - 126, y - 96)], (200, 40, 36), 14)


def car(canvas: Canvas, x: float, y: float) -> None:
    """A car seen from the side, 760 wide; side views show no number plate."""
    paint = canvas.chance.choice(PAINT)
    canvas.shadow((x - 400, y - 24, x + 400, y + 26), 0.6, 16)
    canvas.poly([(x - 380, y - 40), (x - 376, y - 140), (x - 250, y - 168), (x - 150, y - 268), (x + 120, y - 272),
                 (x + 232, y - 172), (x + 352, y - 146), (x + 384, y - 88), (x + 382, y - 40)], paint)  # fmt: skip
    canvas.poly([(x - 380, y - 40), (x - 378, y - 96), (x + 384, y - 90), (x + 382, y - 40)], shade(paint, 0.78))
    glass: Colour = (64, 78, 92)
    canvas.poly([(x - 226, y - 170), (x - 140, y - 252), (x - 22, y - 254), (x - 22, y - 170)], glass)
    canvas.poly([(x - 4, y - 170), (x - 4, y - 254), (x + 112, y - 254), (x + 204, y - 170)], glass)
    canvas.poly([(x - 180, y - 170), (x - 110, y - 252), (x - 80, y - 252), (x - 150, y - 170)], shade(glass, 1.5))
    canvas.line([(x - 14, y - 168), (x - 10, y - 46)], shade(paint, 0.6), 3)
    canvas.line([(x - 250, y - 166), (x + 232, y - 168)], shade(paint, 1.15), 4)
    for handle in (-80, 60):
        canvas.rect((x + handle, y - 146, x + handle + 38, y - 136), shade(paint, 0.6), 4)
    for hub in (-236, 236):
        canvas.disc(x + hub, y - 52, 74, shade(paint, 0.4))
        canvas.disc(x + hub, y - 52, 66, (30, 30, 32))
        canvas.disc(x + hub, y - 52, 40, (172, 174, 178))
        canvas.disc(x + hub, y - 52, 12, (70, 70, 74))
    canvas.rect((x + 346, y - 136, x + 380, y - 108), (252, 240, 196), 6)
    canvas.rect((x - 380, y - 134, x - 352, y - 104), (186, 34, 34), 6)
