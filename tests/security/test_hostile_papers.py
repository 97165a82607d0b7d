"""Every paper of the registration, printed with hostile texts: it reads no file and asks no address."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from pypdf import PdfReader
from sqlalchemy import select
from weasyprint.urls import URLFetcher

from app.documents import pdf as printer
from app.models import Institution, Nomination
from app.services.nomination import nomination, notice, review
from tests.support.accounts import invite
from tests.support.institutions import registrant
from tests.support.visitors import Site

SECRET = "canary of a file"
ASKS = (
    '<img src="{url}/img">', '<link rel="stylesheet" href="{url}/sheet">', '<link rel="attachment" href="{file}">',
    '<a rel="attachment" href="{file}">x</a>', '<style>@import "{url}/import";p{{background:url({url}/css)}}</style>',
    '<b style="background:url({url}/inline)">x</b>', '<svg><image href="{url}/svg"/></svg>', '<img src="{file}">',
    '<object data="{url}/object"></object>', "url({url}/bare)",
)  # fmt: skip
"""What asks for something in HTML, where it is not shown as text."""


@contextmanager
def listening() -> Iterator[tuple[str, list[str]]]:
    """A server of this machine: its address, and the paths that it is asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", asked
    finally:
        server.shutdown()
        server.server_close()


def say(site: Site, hostile: str) -> tuple[int, int]:
    """Put a text into everything that one institution said, in a state with notices; its nomination and a step."""
    me, held = registrant(site), site.held
    me.fill()
    me.hand_in()
    assert me.nomination is not None
    number = me.nomination.id
    with held.database.transaction() as db:
        for row in db.scalars(select(Institution)):
            row.name_fa = row.name_en = row.name_ar = row.representative_fa = hostile
            row.contacts = dict.fromkeys(row.contacts, hostile)
        mine = db.get_one(Nomination, number)
        mine.representative_fa = mine.representative_en = hostile
        said = dict(mine.dossier)
        texts = dict.fromkeys(("fa", "en", "ar"), hostile)
        said["introduction"] = texts
        said["programmes"] = [{**one, "text": texts} for one in said["programmes"]]
        said["achievements"] = [{**one, "text": texts, "indicator": texts} for one in said["achievements"]]
        mine.dossier = said
        review.decide(db, held.two(), held.election, number, decision="reject", reason="R2", text=hostile)
        step = notice.notices(db, held.election, number)[-1].step
    return number, step


def printed(site: Site, hostile: str) -> list[bytes]:
    """Every paper in which an institution has a word."""
    number, step = say(site, hostile)
    invite(site)
    visitor, held = site.visitor("secretary"), site.held
    here = f"/office/elections/{held.election}"
    paths = [
        f"{here}/candidates/{number}/receipt.pdf", f"{here}/candidates/{number}/notices/{step}.pdf",
        "/office/institutions/invitations.pdf", f"{here}/booklet.pdf",
    ]  # fmt: skip
    with held.database.transaction() as db:
        review.appeal(db, held.act(), held.election, nomination.nomination(db, held.election, number).institution.id,
                      text=hostile)  # fmt: skip
        review.decide(db, held.act("signatory", "reviewer"), held.election, number, decision="accept")
    found = []
    for path in paths:
        answer = visitor.get(path)
        assert (answer.status_code, answer.mimetype) == (200, "application/pdf"), (path, answer.status_code)
        found.append(answer.data)
    return found


def carried(printed_: list[bytes]) -> list[str]:
    """The names of attached files that hold the secret, and pages that show it."""
    found = []
    for data in printed_:
        reader = PdfReader(io.BytesIO(data))
        found += [name for name, files in reader.attachments.items() if any(SECRET.encode() in one for one in files)]
        found += ["page" for page in reader.pages if SECRET in page.extract_text()]
    return found


def test_no_paper_of_hostile_texts_reads_a_file_or_asks_an_address(site: Site, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text(SECRET)
    with listening() as (url, asked):
        found = printed(site, "".join(ASKS).format(url=url, file=(tmp_path / "secret.txt").as_uri()))
        assert carried(found) == []
    assert asked == []


def test_even_as_markup_it_reads_nothing(tmp_path: Path) -> None:
    """A template that forgets to escape is caught elsewhere; this is the second wall, and what it holds back."""
    (tmp_path / "secret.txt").write_text(SECRET)
    markup = "<body>" + "".join(ASKS)
    with listening() as (url, asked):
        html = markup.format(url=url, file=(tmp_path / "secret.txt").as_uri())
        assert carried([printer.write_pdf(html)]) == []
        assert asked == []
        library, plain = printer._printer(), URLFetcher()
        careless = library.library.HTML(string=html, base_url=url, url_fetcher=plain).write_pdf()
        assert carried([careless]) != []
    assert {"/img", "/sheet", "/import", "/inline"} <= set(asked)
