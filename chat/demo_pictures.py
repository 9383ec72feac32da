"""Pictures of the demo world: hills, a lake and a tea garden, drawn."""

from __future__ import annotations

import io
import math
from collections.abc import Callable

from PIL import Image, ImageDraw

SIZE = (1200, 800)
LARGE = 2  # drawn so much larger, then made smaller: soft edges
Colour = tuple[int, int, int]


def drawn(name: str) -> io.BytesIO:
    """Return a picture as somebody's camera would have it."""
    picture = PICTURES[name]().resize(SIZE, Image.Resampling.LANCZOS)
    data = io.BytesIO()
    picture.save(data, "JPEG", quality=88)
    data.seek(0)
    return data


def _hills() -> Image.Image:
    picture = _sky((255, 205, 160), (120, 160, 200))
    _sun(picture, 0.68, 0.42, 0.07, (255, 244, 214))
    shades = [(168, 180, 196), (128, 150, 168), (92, 124, 134), (58, 94, 92), (34, 64, 58)]
    for number, shade in enumerate(shades):
        _ridge(picture, (0.48 + number * 0.11, 0.09 - number * 0.008, 2.2 + number * 0.7, number * 1.9), shade)
    return picture


def _lake() -> Image.Image:
    picture = _sky((250, 178, 140), (76, 92, 140))
    _sun(picture, 0.36, 0.5, 0.06, (255, 232, 190))
    _ridge(picture, (0.52, 0.05, 3.1, 0.4), (70, 78, 112))
    _ridge(picture, (0.56, 0.03, 5.0, 2.0), (48, 56, 86))
    width, height = picture.size
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, int(height * 0.6), width, height), fill=(86, 92, 130))
    for number in range(60):
        at = 0.6 + 0.4 * (number / 60) ** 1.4
        reach = (0.05 + 0.22 * (at - 0.6)) * (1 + 0.5 * math.sin(number * 2.7))
        line = (width * (0.36 - reach), height * at, width * (0.36 + reach), height * at + 5)
        draw.rectangle(tuple(map(int, line)), fill=(236, 180, 150) if number % 2 else (150, 128, 150))
    return picture


def _tea() -> Image.Image:
    picture = _sky((226, 236, 226), (150, 190, 214))
    _ridge(picture, (0.36, 0.07, 2.6, 1.0), (150, 178, 160))
    _ridge(picture, (0.44, 0.05, 3.4, 2.6), (112, 152, 116))
    for number in range(14):
        at = 0.5 + 0.5 * (number / 14) ** 1.3
        green = (58 + 3 * number, 116 + 4 * (number % 3), 62)
        _ridge(picture, (at, 0.02 + 0.004 * number, 1.4, 0.5 + number * 0.12), green)
        _ridge(picture, (at + 0.018 + 0.002 * number, 0.02 + 0.004 * number, 1.4, 0.5 + number * 0.12), (38, 82, 44))
    return picture


PICTURES: dict[str, Callable[[], Image.Image]] = {"hills": _hills, "lake": _lake, "tea": _tea}


def _sky(low: Colour, high: Colour) -> Image.Image:
    fade = Image.linear_gradient("L").resize((SIZE[0] * LARGE, SIZE[1] * LARGE))
    return Image.composite(Image.new("RGB", fade.size, low), Image.new("RGB", fade.size, high), fade)


def _sun(picture: Image.Image, x: float, y: float, radius: float, colour: Colour) -> None:
    width, height = picture.size
    across, down, half = int(width * x), int(height * y), int(height * radius)
    ImageDraw.Draw(picture).ellipse((across - half, down - half, across + half, down + half), fill=colour)


def _ridge(picture: Image.Image, line_at: tuple[float, float, float, float], colour: Colour) -> None:
    """Fill everything below a line: how far down, how high its waves, how many, and where they begin."""
    y, rise, waves, begin = line_at
    width, height = picture.size
    line: list[tuple[float, float]] = []
    for x in range(0, width + 8, 8):
        turn = begin + waves * 2 * math.pi * x / width
        wave = math.sin(turn) + 0.5 * math.sin(2.3 * turn + begin) + 0.2 * math.sin(5.1 * turn)
        line.append((float(x), height * (y + rise * wave)))
    ImageDraw.Draw(picture).polygon([*line, (width, height), (0, height)], fill=colour)
