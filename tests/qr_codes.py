"""QR codes as a camera or a photo shows them, drawn by the library that the site draws with."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).parents[1]
DRAW = """
import encodeQR from "qr";
console.log(JSON.stringify(encodeQR(process.argv[1], "raw", {border: 4})));
"""
BLACK, WHITE, GREY = 20, 235, 128
FRAME = (640, 480)


def drawn(text: str, module: int = 8) -> Image.Image:
    """Return a QR code with its quiet zone; a module is so many pixels wide."""
    command = ["node", "--input-type=module", "--eval", DRAW, text]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    rows = json.loads(done.stdout)
    flat = bytes(BLACK if dark else WHITE for row in rows for dark in row)
    image = Image.frombytes("L", (len(rows[0]), len(rows)), flat)
    return image.resize((image.width * module, image.height * module), Image.Resampling.NEAREST)


def filmed(text: str) -> Image.Image:
    """Return what a camera sees that is held to the code at a slant."""
    scene = Image.new("L", FRAME, GREY)
    code = drawn(text).rotate(8, Image.Resampling.BICUBIC, expand=True, fillcolor=GREY)
    scene.paste(code, ((FRAME[0] - code.width) // 2, (FRAME[1] - code.height) // 2))
    return scene


def write_film(path: Path, *scenes: Image.Image, each: int = 10) -> None:
    """Write a film of still scenes in YUV4MPEG2: for each frame the light, then no colour."""
    width, height = FRAME
    colour = bytes([GREY]) * (width * height // 2)
    with path.open("wb") as film:
        film.write(f"YUV4MPEG2 W{width} H{height} F10:1 Ip A1:1 C420jpeg\n".encode())
        for scene in scenes:
            film.write((b"FRAME\n" + scene.tobytes() + colour) * each)
