"""A number that a sentence repeats from a constant is a place in it, so that the two can never differ."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes

from tests.rules.test_translations import PERSIAN
from tests.rules.tree import ROOT, written_files

NUMBER = re.compile(r"(?<![\w.:/-])\d+(?![\w:/]|\.\d|-\w)")
"""A number that stands alone: no day, no hour, no version, no name such as SHA-256."""

HEADING = re.compile(r"\d\. ")

STAY = {
    "%(number)s times a ball is drawn: no more often and no less. On each ball stands a digit from 0 to 9.",
    "Digits drawn in the manner of that time, each from 1 to 6: %(digits)s.",
    "Is a 0 missing from these telephone numbers?",
    "No tracker begins exactly so. In a tracker capital and small letters differ, and so do 0 and O, 1 and l. Please "
    "compare with your note:",
    "Please enter the digits of the balls, 0 to 9.",
    "Spreadsheets leave out the 0 in front. It seems so in these rows:",
    "Such as 1390",
    "The digits were drawn before the observers in the manner of that time, each from 1 to 6. In the order drawn:",
    "There is no such page. Type its number, from 1 to %(pages)s, or a serial that stands on it.",
    "“%(said)s” is no year such as 1390",
}
"""What is told of is the figure itself, or an example."""

YET = {
    "For 30 minutes the office shows a code for each tablet. Whatever scans one can cast votes with slips.",
    "In elections that were frozen before, this officer is none of the two; when they are over, from 30 days after "
    "this on.",
    "Please use 2 to 40 Latin letters, digits or hyphens, such as tehran.",
    "This is not the end of a board. It is a QR code that begins with the words majma head, or 40 digits, or 64 "
    "letters and digits.",
    "Type or paste it: 40 digits, or 64 letters and digits",
    "Type the 15 characters printed on your slip in groups of three. Capital and small letters differ; you need not "
    "type the dashes.",
    "XLSX or CSV, at most 1000 rows and 4 megabytes.",
}
"""Sentences that still write a constant out; there may only be fewer."""

BY_HAND = {
    "booth/step": 1,
    "institution/achievements": 1,
    "institution/appeal": 1,
    "layout/dossier": 1,
    "macros/files": 1,
}
"""Templates that still fill a place with a number of their own, and how many; 1403 is an example."""


def numbers(text: str) -> list[str]:
    """The numbers that are written out in a sentence, apart from that of a heading."""
    return NUMBER.findall(HEADING.sub("", text, count=1) if HEADING.match(text) else text)


def filled_by_hand(template: str) -> list[str]:
    """The places of sentences that a template fills with a number which it writes itself."""
    found = []
    for call in Environment(extensions=["jinja2.ext.i18n"]).parse(template).find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name in ("_", "gettext", "ngettext", "n_"):
            for one in call.kwargs:
                value = one.value.node if isinstance(one.value, nodes.Filter) else one.value
                if isinstance(value, nodes.Const) and isinstance(value.value, int):
                    found.append(f"{call.lineno}: {one.key}={value.value}")
    return found


def test_a_sentence_repeats_no_constant() -> None:
    with PERSIAN.open("rb") as file:
        said = [one.id for one in read_po(file)]
    texts = {text for one in said for text in ([one] if isinstance(one, str) else one) if text}
    assert {text for text in texts if numbers(text)} == STAY | YET


@pytest.mark.parametrize("path", written_files(ROOT, "templates", ".html"), ids=lambda path: path.stem)
def test_a_template_fills_no_place_with_a_number_of_its_own(path: Path) -> None:
    name = str(path.relative_to(ROOT / "templates").with_suffix(""))
    assert len(filled_by_hand(path.read_text("utf-8"))) == BY_HAND.get(name, 0)


def test_a_number_that_is_written_out_is_caught() -> None:
    assert numbers("Use 3 to 40 letters.") == ["3", "40"]
    assert numbers("1. At most 12 rows") == ["12"]
    assert numbers("1. SHA-256, %(count)s rows, version 2.5, 1404/08/17 at 09:00, M2 and 2-step") == []
    assert filled_by_hand("{{ _('At least %(least)s.', least=12|digits) }}") == ["1: least=12"]
    assert filled_by_hand("{{ _('At least %(least)s.', least=password_least|digits) }}") == []
