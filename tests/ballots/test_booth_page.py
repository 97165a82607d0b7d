"""What the command of an observer sees in a booth's page: every way to run something that the list does not name."""

from __future__ import annotations

import pytest

from app.web.headers import POLICY as OURS
from ballots import booth_page
from ballots.booth_page import POLICY, check_page, integrity_of, read_page, without_token

ADDRESS = "https://vote.example/B/K7QM2XPA"
LISTED = {"/static/booth.js": "11" * 32, "/static/booth.css": "22" * 32}
PAGE = f"""<!doctype html><html lang="fa"><head>
<meta name="csrf-token" content="of this visit"><link rel="icon" href="data:image/svg+xml;base64,AAAA">
<link rel="stylesheet" href="/static/booth.css" integrity="{integrity_of("22" * 32)}">
<script src="/static/booth.js" integrity="{integrity_of("11" * 32)}" defer></script></head>
<body><main id="booth" data-fingerprint="phi"><a href="https://board.example/elections/K7QM2XPA">a</a>
<img src="/emblems#i1"><form action="/B/K7QM2XPA"><button>fa</button></form></main></body></html>"""


def faults(page: str) -> list[str]:
    return list(check_page(read_page(page, ADDRESS), LISTED))


def test_a_good_page_has_no_fault() -> None:
    assert faults(PAGE) == []
    read = read_page(PAGE, ADDRESS)
    assert read.booth["fingerprint"] == "phi"
    assert "https://board.example/elections/K7QM2XPA" in read.links


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("</head>", "<script>run()</script></head>", "within the page"),
        ("</head>", "<script type=module>run()</script></head>", "within the page"),
        ("</head>", "<script src=/static/other.js></script></head>", "/static/other.js, which is not in the list"),
        ("/static/booth.js", "https://elsewhere.example/static/booth.js", "leads elsewhere"),
        ("/static/booth.js", "//elsewhere.example/static/booth.js", "leads elsewhere"),
        (' integrity="', ' data-integrity="', "another hash than the list: none"),
        (integrity_of("11" * 32), integrity_of("12" * 32), "another hash than the list"),
        ("<main", "<iframe></iframe><main", "<iframe> stands"),
        ("<main", "<svg><script>1</script></svg><main", "within the page"),
        ("<main", "<svg><use xlink:href='https://a.example/x#a'/></svg><main", "leads elsewhere"),
        ("<main", "<main ONCLICK=1", "attribute onclick"),
        ("<main", "<style>a{}</style><main", "<style> stands"),
        ("<main", "<main style='x'", "attribute style"),
        ("</head>", "<base href=/x/></head>", "<base> stands"),
        ("</head>", "<meta http-equiv=refresh content=1></head>", "<meta> stands"),
        ("</head>", "<link rel=preload href=/x></head>", "of the kind preload"),
        ('<a href="https:', '<a href="javascript:', "leads elsewhere"),
        ('action="/B', 'action="https://a.example/B', "leads elsewhere"),
        ("<button", "<button formaction=https://a.example", "leads elsewhere"),
        ('<script src="', '<script src="/x" src="', "an attribute twice"),
        ("script", "template", "loads no script"),
        (" defer", " xlink:href=/static/other.js defer", "a second address"),
        (" defer", " href=/static/other.js defer", "a second address"),
        ("></script>", ">/script>", "has no end"),
        ("<main", "<i id=booth></i><main", "two elements"),
        ("<main", '<a href="//["></a><main', "leads elsewhere"),
        ("<main", '<script src="//["></script><main', "which is not in the list"),
    ],
)
def test_what_a_page_would_run_beside_the_list_is_named(old: str, new: str, fault: str) -> None:
    assert any(fault in one for one in faults(PAGE.replace(old, new)))


HIDDEN = "<script src=/static/other.js></script>"
"""What a browser runs, in forms where a parser of another making sees a comment, a text or a value."""


@pytest.mark.parametrize(
    "form",
    [
        f"<!-->{HIDDEN}-->", f"<!--->{HIDDEN}-->", f"<!--a--!>{HIDDEN}-->", f"<!>{HIDDEN}", f"<![CDATA[>{HIDDEN}]]>",
        f"<![zz x[>{HIDDEN}", f"<?a>{HIDDEN}?>", f'<title><p a="</title>{HIDDEN}"></title>', f"<p a='{HIDDEN}'></p>",
        f'<p a"="{HIDDEN}">', f"</p a='>{HIDDEN}'>", f"< p>{HIDDEN}", f'<p a=x"{HIDDEN}">',
    ],
)  # fmt: skip
def test_a_form_that_a_browser_may_read_otherwise_is_named(form: str) -> None:
    assert any("in another way" in one for one in faults(PAGE.replace("<main", f"{form}<main")))


def test_the_parser_alone_would_believe_a_comment_that_browsers_end_sooner(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(booth_page, "is_plain", lambda _: True)
    assert faults(PAGE.replace("<main", f'<title><p a="</title>{HIDDEN}"></title><main')) == []


def test_the_token_of_a_visit_does_not_count_and_all_else_does() -> None:
    page = PAGE.encode()
    assert without_token(page) == without_token(page.replace(b"of this visit", b"of another one"))
    assert without_token(page) != without_token(page.replace(b">a<", b">b<"))


def test_the_policy_is_the_program_s() -> None:
    assert POLICY == OURS
