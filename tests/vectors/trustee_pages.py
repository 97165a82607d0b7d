"""A trustee's page as one file in each language, as every installation gives it, and the hashes that a release has."""

from __future__ import annotations

import hashlib

import flask

from app.language.text import LANGUAGES
from app.services.voting import reserve_key
from app.web.kept_page import kept_page
from tests.booth.hall import new_app
from tests.verify.node import ROOT

HASHES = ROOT / "docs" / "trustee.sha256"


def page(language: str) -> bytes:
    """The file."""
    app = new_app()
    app.add_url_rule(
        "/B/kept", "kept", lambda: kept_page("public/trustee_file.html", "x.html", most_reserves=reserve_key.MOST)
    )
    with app.test_client() as client:
        answer: flask.Response = client.get(f"/B/kept?language={language}")
        return answer.get_data()


def listed() -> str:
    """The lines that `sha256sum --check` reads."""
    return "".join(f"{hashlib.sha256(page(one)).hexdigest()}  majma-trustee-{one}.html\n" for one in LANGUAGES)


if __name__ == "__main__":
    HASHES.write_text(listed(), "ascii")
