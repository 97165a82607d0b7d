"""A template writes no address itself: `url_for`, or what a view hands over, leads on; so no link outlives its page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from tests.rules.tree import ROOT, written_files

LEADING = re.compile(r"""(?<![\w-])(?:href|action|formaction|src|srcset|poster|data)\s*=\s*(["']?)""")
"""Where HTML leads on, as far as the value, and with what that is quoted."""

SAFE = re.compile(r"\0*(?:[?&]?\w+=\0?)*(?:#[\w-]*\0?)?")
"""A value of which no path is written out, only what is asked of a page; a zero byte stands for what code gives."""

STAYS = re.compile(r"/[a-z]|[a-z]+://|mailto:|tel:")
"""How an address begins that somebody wrote."""


def _laid_bare(template: str) -> str:
    """A template's HTML with a zero byte for what code prints, and nothing for other code."""
    bare = re.sub(r"\{#.*?#\}|\{%.*?%\}", "", re.sub(r"\{\{.*?\}\}", "\0", template, flags=re.DOTALL), flags=re.DOTALL)
    return re.sub(r"%\(\w+\)s|%s", "\0", bare)


def written_out(template: str) -> list[str]:
    """Values of attributes that lead on, and texts in code, in which a path is written out."""
    said = [_laid_bare(template)]
    found = []
    for one in Environment(extensions=["jinja2.ext.i18n"]).parse(template).find_all(nodes.Const):
        if isinstance(one.value, str):
            said.append(re.sub(r"%\(\w+\)s|%s", "\0", one.value))
            found += [one.value] if STAYS.match(one.value) else []
    for text in said:
        for match in LEADING.finditer(text):
            value = re.split(re.escape(match[1]) if match[1] else r"[\s>]", text[match.end() :], maxsplit=1)[0]
            found += [] if SAFE.fullmatch(value) else [value.replace("\0", "…")]
    return found


@pytest.mark.parametrize("path", written_files(ROOT, "templates", ".html"), ids=lambda path: path.stem)
def test_a_template_writes_no_address_itself(path: Path) -> None:
    assert written_out(path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "template",
    [
        '<a href="/office/elections">x</a>',
        "<a href='/office'>x</a>",
        "<a href=/office>x</a>",
        '<form method="post" action="/own/{{ election.public_id }}/hand-in">',
        '<a href="{{ url_for("office.home") }}/elections">x</a>',
        '<button formaction="hand-in">x</button>',
        '<img src="https://example.org/emblem.png">',
        '<a href="{% if one %}/one{% else %}{{ two }}{% endif %}">x</a>',
        "{% set back = '/office' %}",
        "{{ link('/office/' ~ one.number) }}",
        "{{ _('See <a href=\"/board\">the board</a>.') }}",
    ],
)
def test_an_address_that_is_written_out_is_caught(template: str) -> None:
    assert written_out(template)


@pytest.mark.parametrize(
    "template",
    [
        '<a href="{{ url_for("office.home") }}">x</a><a href="">again</a><a href="#main">down</a>',
        '<a href="{{ address }}{{ more }}page={{ page - 1 }}">x</a>',
        '<a href="{% block home %}{{ url_for("public.home") }}{% endblock %}#c{{ loop.index }}">x</a>',
        "{{ _('See <a href=\"%(address)s\">the board</a>.', address=address) }}",
        '<p data-stopped="network">/ 3</p>',
    ],
)
def test_what_comes_from_code_is_let_through(template: str) -> None:
    assert written_out(template) == []
