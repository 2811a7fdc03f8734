"""What a logo must be: one small PNG, told from its bytes, with nothing behind it."""

import zlib
from collections.abc import Iterator

LOGO_MAX_BYTES = 100_000
LOGO_MAX_PIXELS = 512

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_HEADER = 13
_FRAME = 12  # a chunk's length, name and checksum


def logo_fault(content: bytes) -> str | None:
    """Return the code of what is wrong with a file that is to be the logo, or None; nothing is unpacked."""
    if len(content) > LOGO_MAX_BYTES:
        return "logo_bytes"
    chunks = list(_chunks(content))
    names = [name for name, _body in chunks]
    if not names or names[0] != b"IHDR" or names[-1] != b"IEND" or b"IDAT" not in names:
        return "logo_kind"
    header = chunks[0][1]
    if len(header) != _HEADER:
        return "logo_kind"
    sides = (int.from_bytes(header[:4]), int.from_bytes(header[4:8]))
    return None if all(0 < side <= LOGO_MAX_PIXELS for side in sides) else "logo_pixels"


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Walk the file; it yields nothing more where it is damaged, or where anything follows the end."""
    at = len(_SIGNATURE) if content.startswith(_SIGNATURE) else len(content)
    while at + _FRAME <= len(content):
        length = int.from_bytes(content[at : at + 4])
        name, end = content[at + 4 : at + 8], at + _FRAME + length
        if end > len(content) or zlib.crc32(content[at + 4 : end - 4]).to_bytes(4) != content[end - 4 : end]:
            return
        if name == b"IEND" and end != len(content):
            return
        yield name, content[at + 8 : end - 4]
        at = end
