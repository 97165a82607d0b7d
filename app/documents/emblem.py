"""An emblem for every institution and assembly: a girih star drawn from its identity, always the same.

The stars are the regular star polygons {n/k} with their chords as strapwork, as masons draw them with
compass and rule. Pure shapes with presentation attributes: no text, style or script, so that it stands in a
page with a strict content security policy, in a PDF and in a file of its own.
"""

import base64
import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from math import cos, pi, sin

from markupsafe import Markup
from PIL import Image

SIDE = 128
_STARS = ((6, 2), (8, 2), (8, 3), (10, 3), (10, 4), (12, 4), (12, 5), (16, 5), (16, 6))
_PALETTES = (
    ("#0b5d5e", "#e3f1f0", "#c98a2b"),  # teal, mist, amber
    ("#1d3f66", "#e6edf5", "#b98a3a"),  # lapis, sky, brass
    ("#6b2b3a", "#f6e9eb", "#c0914a"),  # pomegranate, rose, brass
    ("#1f5a3d", "#e6f2ea", "#b7852f"),  # cypress, dew, amber
    ("#7a4a10", "#fbf1e0", "#2a7f7d"),  # copper, sand, turquoise
    ("#3c3a6b", "#ebeaf5", "#2f8f8c"),  # aubergine, lilac, turquoise
    ("#2b3a42", "#eaeef0", "#b5652b"),  # slate, ash, brick
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Design:
    points: int
    skip: int
    ground: str
    light: str
    accent: str
    frame: int
    heart: int
    turned: bool


def emblem(identity: int | bytes) -> Markup:
    """Return a standalone SVG of `identity` (a number, or any bytes). Equal identities give equal bytes."""
    design = _design(identity)
    shapes = [_frame(design), _star(design), _petals(design), _heart(design)]
    corner = -SIDE // 2
    return Markup(  # made of numbers and our own colours  # noqa: S704
        f'<svg class="emblem" xmlns="http://www.w3.org/2000/svg" viewBox="{corner} {corner} {SIDE} {SIDE}"'
        f' aria-hidden="true" focusable="false">{"".join(shapes)}</svg>'
    )


def sheet(pictures: Mapping[int, bytes | None]) -> bytes:
    """One SVG with a picture for each number, shown alone by its address with `#i` and the number.

    A picture is the bytes of a JPEG or PNG of our own making, or None for the emblem drawn of the number.
    """
    places = enumerate(pictures.items())
    parts = [_part(number, place * SIDE, data) for place, (number, data) in places]
    height = max(1, len(pictures)) * SIDE
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {height}">{"".join(parts)}</svg>'.encode()


def _part(number: int, top: int, data: bytes | None) -> str:
    where = f'y="{top}" width="{SIDE}" height="{SIDE}"'
    if data is None:
        drawn: str = emblem(number).replace(Markup("<svg "), Markup(f"<svg {where} "), 1)  # noqa: S704
    else:
        drawn = f'<image {where} href="data:image/webp;base64,{_small(data)}"/>'
    return f'<view id="i{number}" viewBox="0 {top} {SIDE} {SIDE}"/>{drawn}'


@lru_cache(maxsize=512)
def _small(data: bytes) -> str:
    """The picture no larger than an emblem on a sharp screen, as WebP, base 64."""
    with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as picture:
        picture.thumbnail((2 * SIDE, 2 * SIDE))
        out = io.BytesIO()
        picture.save(out, "WEBP", quality=80)
    return base64.b64encode(out.getvalue()).decode()


def _design(identity: int | bytes) -> _Design:
    """Choose the parts. Neighbours in a register of numbers differ in star and colour; the rest by hash."""
    seed = identity if isinstance(identity, bytes) else str(identity).encode()
    digest = sha256(b"majma emblem\0" + seed).digest()
    place = identity if isinstance(identity, int) else int.from_bytes(digest[8:16], "big")
    points, skip = _STARS[place * 5 % len(_STARS)]
    ground, light, accent = _PALETTES[place % len(_PALETTES)]
    return _Design(
        points=points,
        skip=skip,
        ground=ground,
        light=light,
        accent=accent,
        frame=digest[0] % 4,
        heart=digest[1] % 3,
        turned=bool(digest[2] % 2),
    )


def _at(radius: float, turn: float) -> str:
    """The point at `radius` and `turn` (whole circles from the top), rounded so that machines agree."""
    angle = 2 * pi * turn
    return f"{radius * sin(angle) + 0.0:.2f} {-radius * cos(angle) + 0.0:.2f}".replace("-0.00", "0.00")


def _polygon(radii: tuple[float, ...], count: int, *, start: float = 0.0) -> str:
    """Path data of a closed polygon of `count` corners whose radii repeat."""
    corners = (_at(radii[i % len(radii)], start + i / count) for i in range(count))
    return "M" + "L".join(corners) + "z"


def _path(data: str, fill: str, *, stroke: str = "", width: float = 0.0) -> str:
    line = f' stroke="{stroke}" stroke-width="{width}" stroke-linejoin="round"' if stroke else ""
    return f'<path d="{data}" fill="{fill}"{line}/>'


def _circle(radius: float, fill: str, *, stroke: str = "", width: float = 0.0) -> str:
    line = f' stroke="{stroke}" stroke-width="{width}"' if stroke else ""
    return f'<circle r="{radius:.2f}" fill="{fill}"{line}/>'


def _inner(design: _Design, radius: float) -> float:
    """The radius of the inward corners of the star {n/k} whose points lie at `radius`."""
    n, k = design.points, design.skip
    return radius * cos(pi * k / n) / cos(pi * (k - 1) / n)


def _frame(design: _Design) -> str:
    """The ground with its border: a disc, a disc with a beaded ring, a polygon, or two turned polygons."""
    n, ground, light = design.points, design.ground, design.light
    if design.frame == 0:
        return _circle(62, ground) + _circle(58.5, "none", stroke=light, width=1.2)
    if design.frame == 1:
        beads = "".join(
            f'<circle cx="{x}" cy="{y}" r="1.3" fill="{light}"/>'
            for x, y in (_at(57.5, i / (3 * n)).split() for i in range(3 * n))
        )
        return _circle(62, ground) + beads
    if design.frame == 2:
        sides = n if n >= 8 else 2 * n
        half = 0.5 / sides
        return _path(_polygon((63,), sides, start=half), ground) + _path(
            _polygon((58.5,), sides, start=half), "none", stroke=light, width=1.2
        )
    corners = 2 * n
    return _path(_polygon((63, 58), corners), ground) + _circle(55.5, "none", stroke=light, width=1.2)


def _star(design: _Design) -> str:
    """The light star and its chords in the ground's colour."""
    n, k, radius = design.points, design.skip, 51.0
    start = 0.5 / n if design.turned else 0.0
    star = _path(_polygon((radius, _inner(design, radius)), 2 * n, start=start), design.light)
    chords = "".join(f"M{_at(radius, start + i / n)}L{_at(radius, start + (i + k) / n)}" for i in range(n))
    return star + _path(chords, "none", stroke=design.ground, width=1.9)


def _petals(design: _Design) -> str:
    """A small kite in the accent's colour between each two points of the star."""
    n = design.points
    start = 0.0 if design.turned else 0.5 / n
    foot = _inner(design, 51.0) + 4
    length = min(9.5, 51 - foot)
    if length < 4:
        return ""
    width = min(0.16 / n, 0.016)
    kites = []
    for i in range(n):
        turn, middle = start + i / n, foot + length * 0.62
        sides = (_at(middle, turn + width), _at(middle, turn - width))
        corners = (_at(foot, turn), sides[0], _at(foot + length, turn), sides[1])
        kites.append("M" + "L".join(corners) + "z")
    return _path("".join(kites), design.accent)


def _heart(design: _Design) -> str:
    """The middle: within the circle that the chords touch."""
    n, k = design.points, design.skip
    start = 0.5 / n if design.turned else 0.0
    room = 51.0 * cos(pi * k / n)
    disc = _circle(room * 0.98, design.ground)
    if design.heart == 0:
        inner = _path(_polygon((room * 0.8, room * 0.48), 2 * n, start=start), design.light)
        return disc + inner + _circle(room * 0.26, design.accent)
    if design.heart == 1:
        ring = _circle(room * 0.72, "none", stroke=design.light, width=max(1.2, room * 0.08))
        return disc + ring + _path(_polygon((room * 0.5, room * 0.25), 16), design.accent)
    petals = _path(_polygon((room * 0.82, room * 0.3), 16, start=start), design.accent)
    return disc + petals + _circle(room * 0.22, design.light)
