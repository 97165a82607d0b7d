"""Emblems that an institution gives: what is drawn of them, and what is refused."""

import subprocess
from base64 import b64decode
from io import BytesIO
from xml.etree import ElementTree

import weasyprint
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from app.documents.emblem import SIDE, emblem, sheet
from tests.support.tools import find_tool


def drawn(pdf: bytes) -> Image.Image:
    """The first page in grey at 150 dots per inch."""
    command = [find_tool("pdftoppm"), "-r", "150", "-gray", "-png", "-singlefile", "-"]
    finished = subprocess.run(command, input=pdf, capture_output=True, check=True, timeout=60)
    return Image.open(BytesIO(finished.stdout)).convert("L")


def test_an_identity_always_has_the_same_emblem() -> None:
    assert emblem(7) == emblem(7)
    assert emblem(b"seven") == emblem(b"seven")


def test_a_sheet_shows_each_picture_alone_small_or_drawn_where_there_is_none() -> None:
    out = BytesIO()
    Image.new("RGB", (900, 300), "red").save(out, "PNG")
    drawn = ElementTree.fromstring(sheet({4: None, 7: out.getvalue()}))
    names = {one.attrib["id"]: one.attrib["viewBox"] for one in drawn.iter() if one.tag.endswith("}view")}
    assert names == {"i4": f"0 0 {SIDE} {SIDE}", "i7": f"0 {SIDE} {SIDE} {SIDE}"}
    (picture,) = (one for one in drawn.iter() if one.tag.endswith("}image"))
    with Image.open(BytesIO(b64decode(picture.attrib["href"].removeprefix("data:image/webp;base64,")))) as small:
        assert (small.format, max(small.size)) == ("WEBP", 2 * SIDE)
    assert f'y="0" width="{SIDE}"' in sheet({4: None}).decode()


def test_neighbours_in_the_register_have_different_emblems() -> None:
    assert len({emblem(number) for number in range(63)}) == 63
    assert len({emblem(number) for number in range(1000)}) > 300


@settings(max_examples=40)
@given(st.one_of(st.integers(), st.binary(max_size=40)))
def test_an_emblem_is_plain_shapes_and_nothing_that_a_policy_forbids(identity: int | bytes) -> None:
    tree = ElementTree.fromstring(emblem(identity))
    tags = {element.tag.split("}")[1] for element in tree.iter()}
    attributes = {name for element in tree.iter() for name in element.attrib}
    assert tags <= {"svg", "path", "circle"}
    assert not attributes & {"style", "href", "onload", "{http://www.w3.org/1999/xlink}href"}
    assert "nan" not in emblem(identity)


def test_an_emblem_stays_within_its_frame() -> None:
    html = "<style>@page{size:60mm;margin:5mm}svg{width:50mm}</style>"
    for identity in range(9):
        picture = drawn(weasyprint.HTML(string=html + emblem(identity)).write_pdf())
        width, height = picture.size
        edges = [picture.getpixel((x, y)) for x in (2, width // 2, width - 3) for y in (2, height - 3)]
        assert edges == [255] * len(edges)
