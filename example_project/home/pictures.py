"""Pictures of the demo, drawn and not photographed."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw, ImageFont

SOCKET_ALT = "A fibre socket by the door; the label below it reads OTO 4711-08."


def draw_socket() -> bytes:
    """The socket by the door and its label, as PNG."""
    image = Image.new("RGB", (640, 420), "#ece7df")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 360, 640, 420), fill="#b89b7a")
    draw.rounded_rectangle((220, 70, 420, 270), 18, fill="#fdfdfb", outline="#b9b4aa", width=3)
    for left in (262, 338):
        draw.rounded_rectangle((left, 130, left + 40, 180), 5, fill="#3c7d5a", outline="#2a5940", width=2)
        draw.rectangle((left + 14, 142, left + 26, 168), fill="#1d3b2b")
    draw.rectangle((232, 210, 408, 254), fill="#fff7c9", outline="#c8bd7f", width=2)
    draw.text((320, 232), "OTO 4711-08", fill="#222222", anchor="mm", font=ImageFont.load_default(size=26))
    draw.line((470, 330, 425, 250), fill="#6c3fa0", width=6)
    draw.polygon(((418, 238), (437, 249), (421, 261)), fill="#6c3fa0")
    draw.text((480, 340), "this one", fill="#6c3fa0", anchor="lm", font=ImageFont.load_default(size=24))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
