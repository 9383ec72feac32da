"""Of what type a file is, by how it begins: what it is called, and what the browser says, can be anything."""

from __future__ import annotations

UNKNOWN = "application/octet-stream"
READ = 16  # so many bytes are enough

# Where it stands, what stands there, what it means.
SIGNATURES = [
    (0, b"%PDF-", "application/pdf"),
    (0, b"PK\x03\x04", "application/zip"),
    (0, b"\x1f\x8b", "application/gzip"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"Rar!\x1a\x07", "application/vnd.rar"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"GIF8", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (8, b"WAVE", "audio/wav"),
    (4, b"ftyp", "video/mp4"),
    (0, b"\x1aE\xdf\xa3", "video/webm"),
    (0, b"OggS", "audio/ogg"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"fLaC", "audio/flac"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
]


def type_of(beginning: bytes) -> str:
    """Return the media type of what begins like this."""
    return next((name for at, mark, name in SIGNATURES if beginning[at : at + len(mark)] == mark), UNKNOWN)
