"""Texts as pictures a phone can scan."""

from __future__ import annotations

from qrcode.constants import ERROR_CORRECT_M
from qrcode.image.svg import SvgPathFillImage
from qrcode.main import QRCode


def drawn(text: str) -> str:
    """Return a text as a QR code: an SVG, dark on white whatever is around it."""
    code = QRCode(error_correction=ERROR_CORRECT_M, image_factory=SvgPathFillImage)
    code.add_data(text)
    return str(code.make_image().to_string(encoding="unicode"))
