"""Addresses of mail: what is taken for one, and what never reaches the head of a message."""

from __future__ import annotations

import pytest

from app.language.mail_address import is_mail_address


@pytest.mark.parametrize("text", ["office@society.example", "a.b+c@mail.society.example", "x-1@xn--mgba3a4f16a.ir"])
def test_an_address_is_taken(text: str) -> None:
    assert is_mail_address(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "nobody", "a@b", "a@b.example, c@d.example", "a@b.example\r\nBcc: c@d.example", "نام <a@b.example>",
        "a@@b.example", ".a@b.example", "a..b@c.example", "a@-b.example", "a@b-.example", "دفتر@b.example",
        '"a b"@c.example', "a@[127.0.0.1]", "a@localhost", " a@b.example", "a@b.example\n", "a" * 65 + "@b.example",
    ],
)  # fmt: skip
def test_what_is_no_single_plain_address_is_refused(text: str) -> None:
    assert not is_mail_address(text)
