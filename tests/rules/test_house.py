"""House style that a machine can see: exact counts, frozen values, plain names, clean pages and styles."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rules.tree import ROOT, every_node, line_of, parsed, written_files

VAGUE_NAMES = re.compile(r"\b(utils?|helpers?|common|misc|\w*manager|\w*handler)\b", re.IGNORECASE)

_JINJA = re.compile(r"\{#.*?#\}|\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_TAG = re.compile(r"<[a-z][^<>]*>", re.IGNORECASE)
_SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script>", re.IGNORECASE | re.DOTALL)
_HANDLER = re.compile(r"\son[a-z]+\s*=|\bjavascript:", re.IGNORECASE)
_STYLE = re.compile(r"\sstyle\s*=", re.IGNORECASE)

_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_DECLARATION = re.compile(r"(?<![\w.#@:-])([a-z-]+)\s*:\s*([^;{}]*)")
_SIDE = re.compile(r"(^|-)(left|right)(-|$)")
_SIDED_VALUES = {"text-align", "float", "clear"}


# --- Python -----------------------------------------------------------------------------------------------


def inexact_arithmetic(source: str) -> list[int]:
    """Lines that make or could make a float: a literal, the type, or a true division."""
    lines = []
    for node in every_node(parsed(source)):
        literal = isinstance(node, ast.Constant) and isinstance(node.value, float | complex)
        named = isinstance(node, ast.Name) and node.id == "float"
        divided = isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div)
        if (literal or named or divided) and isinstance(node, ast.expr | ast.stmt):
            lines.append(node.lineno)
    return sorted(lines)


def asserts(source: str) -> list[int]:
    return [node.lineno for node in every_node(parsed(source)) if isinstance(node, ast.Assert)]


BY_POSITION = frozenset({"Names"})  # three languages, always in the order fa, en, ar


def loose_values(source: str) -> list[str]:
    """Dataclasses that are not frozen and slotted, or take more than two fields by position."""
    faults = []
    for node in every_node(parsed(source)):
        if isinstance(node, ast.ClassDef):
            faults += [f"{node.name}: {fault}" for fault in _loose_marks(node)]
    return faults


def _loose_marks(node: ast.ClassDef) -> Iterator[str]:
    for decorator in node.decorator_list:
        call = decorator if isinstance(decorator, ast.Call) else ast.Call(decorator, [], [])
        if not (isinstance(call.func, ast.Name) and call.func.id == "dataclass"):
            continue
        marks = {keyword.arg for keyword in call.keywords if ast.unparse(keyword.value) == "True"}
        yield from sorted({"frozen", "slots"} - marks)
        fields = sum(isinstance(part, ast.AnnAssign) for part in node.body)
        if fields > 2 and "kw_only" not in marks and node.name not in BY_POSITION:
            yield "kw_only"


@pytest.mark.parametrize("path", written_files(ROOT, "ballots/counting", ".py"), ids=lambda path: path.name)
def test_counting_is_exact(path: Path) -> None:
    assert inexact_arithmetic(path.read_text("utf-8")) == []


def test_a_float_in_a_count_is_caught() -> None:
    assert inexact_arithmetic("a = 1\nb = 0.5\nc = float(a)\nd = a / 3\na /= 2\ne = a // 2") == [2, 3, 4, 5]


def test_no_rule_of_the_program_hangs_on_an_assert() -> None:
    files = [*written_files(ROOT, "app", ".py"), *written_files(ROOT, "ballots", ".py")]
    assert [str(path.relative_to(ROOT)) for path in files if asserts(path.read_text("utf-8"))] == []


def test_an_assert_is_caught() -> None:
    assert asserts("def f(x):\n    assert x") == [2]


def test_values_are_frozen_slotted_and_named() -> None:
    files = [*written_files(ROOT, "app", ".py"), *written_files(ROOT, "ballots", ".py")]
    faults = {str(path.relative_to(ROOT)): loose_values(path.read_text("utf-8")) for path in files}
    assert {path: found for path, found in faults.items() if found} == {}


def test_a_loose_value_is_caught() -> None:
    fields = "    x: int\n    y: int\n    z: int\n"
    assert loose_values(f"@dataclass\nclass A:\n{fields}") == ["A: frozen", "A: slots", "A: kw_only"]
    assert loose_values(f"@dataclass(frozen=True, slots=True, kw_only=True)\nclass B:\n{fields}") == []


def test_modules_are_named_by_nouns_of_the_field() -> None:
    folders = ("app", "ballots", "static/js", "templates")
    names = [path for folder in folders for path in written_files(ROOT, folder) if VAGUE_NAMES.search(path.stem)]
    assert names == []


def test_a_vague_name_is_caught() -> None:
    assert all(VAGUE_NAMES.search(name) for name in ("utils", "helpers", "slipmanager"))
    assert not VAGUE_NAMES.search("commonwealth")


# --- Templates --------------------------------------------------------------------------------------------


def inline_code(template: str, *, printed: bool = False) -> list[str]:
    """Scripts and styles inside a template; a printed page may size its bars by a style attribute."""
    html = _JINJA.sub("", template)
    faults = ["<style>"] if "<style" in html.lower() else []
    for attributes, content in _SCRIPT.findall(html):
        if content.strip() or "src=" not in attributes:
            faults.append("<script>")
    for tag in _TAG.findall(html):
        if _HANDLER.search(tag):
            faults.append("event attribute")
        if _STYLE.search(tag) and not printed:
            faults.append("style attribute")
    return faults


def wrong_mains(template: str, *, printed: bool = False) -> bool:
    """A whole page has one <main>, a part of a page none."""
    html = _JINJA.sub("", template)
    whole = "<html" in html and not printed
    return len(re.findall(r"<main\b", html)) != int(whole)


KEPT = ROOT / "templates" / "layout" / "kept_head.html"
"""What stands in a page that is kept as one file: our own bundles, without a server to fetch them from."""


@pytest.mark.parametrize("path", written_files(ROOT, "templates", ".html"), ids=lambda path: path.stem)
def test_a_template_has_no_inline_code_and_the_right_number_of_mains(path: Path) -> None:
    printed = path.is_relative_to(ROOT / "templates" / "print")
    template = path.read_text("utf-8")
    assert inline_code(template, printed=printed) == ([] if path != KEPT else ["<style>", "<script>", "<script>"])
    assert not wrong_mains(template, printed=printed)


@pytest.mark.parametrize(
    "template",
    [
        "<script>go()</script>",
        "<style>p {}</style>",
        '<p style="color: red">',
        '<p class="{{ "a" }}" onclick="go()">',
        '<a href="javascript:go()">',
    ],
)
def test_inline_code_is_caught(template: str) -> None:
    assert inline_code(template)
    assert not inline_code('<script src="{{ url }}"></script><p class="onward" data-style="x">{# <style> #}')


def test_a_missing_or_second_main_is_caught() -> None:
    assert wrong_mains("<html><body></body></html>")
    assert wrong_mains("<html><main></main><main></main></html>")
    assert wrong_mains("{% extends 'base' %}<main></main>")
    assert not wrong_mains("<html><main></main></html>")


# --- Styles -----------------------------------------------------------------------------------------------


def sided_styles(sheet: str) -> list[str]:
    """Declarations that name left or right, so that they would not turn with the direction of the script."""
    text = _CSS_COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), sheet)
    faults = []
    for match in _DECLARATION.finditer(text):
        name, value = match[1], match[2].strip()
        if _SIDE.search(name) or (name in _SIDED_VALUES and value.split(" ")[0] in {"left", "right"}):
            faults.append(f"line {line_of(text, match.start())}: {name}: {value}")
    return faults


@pytest.mark.parametrize("path", written_files(ROOT, "static/css", ".css"), ids=lambda path: path.name)
def test_styles_turn_with_the_script(path: Path) -> None:
    assert sided_styles(path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "declaration",
    ["margin-left: 1em", "left: 0", "text-align: right", "border-top-left-radius: 2px", "float:left"],
)
def test_a_sided_style_is_caught(declaration: str) -> None:
    assert sided_styles(f"/* left: */\na.left:hover {{ color: red; {declaration}; }}")
    assert not sided_styles("@page :left { margin: 0 } a.left:hover { padding-inline: 1em; text-align: start }")
