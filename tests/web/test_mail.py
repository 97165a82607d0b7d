"""Mail: sent to a real server on this machine, with a report of what it took, whatever the server does."""

from __future__ import annotations

import time

import pytest

from app.config import MailServer, mail_server
from app.web.mail import Mail, send
from tests.support.mailbox import mailbox
from tests.support.server import free_port


def a_mail(key: int, to: str = "", body: str = "درود\nپیوند: https://majma.example/I/A") -> Mail:
    return Mail(key=key, to=to or f"office{key}@society.example", subject="دعوت به ثبت‌نام", body=body)


def test_what_the_server_takes_is_reported_and_what_it_refuses_too() -> None:
    with mailbox(refuses=frozenset({"office2@society.example"})) as box:
        assert send(box.server(user="majma", password="word"), [a_mail(1), a_mail(2), a_mail(3)]) == {1, 3}
    assert box.recipients == ["office1@society.example", "office3@society.example"]
    first = box.messages[0]
    assert (first["To"], first["From"]) == ("office1@society.example", "office@assembly.example")
    assert "https://majma.example/I/A" in first.get_payload(decode=True).decode()  # type: ignore[union-attr]
    assert any(line.startswith("AUTH PLAIN") for line in box.said)


@pytest.mark.parametrize(
    "to", ["a@b.example, c@d.example", "a@b.example\r\nBcc: c@d.example", "نام <a@b.example>", "nobody", "a@b"]
)
def test_a_mail_goes_to_one_plain_address_or_not_at_all(to: str) -> None:
    with mailbox() as box:
        assert send(box.server(), [a_mail(1, to), a_mail(2)]) == {2}
    assert box.recipients == ["office2@society.example"]


def test_a_server_that_is_silent_or_away_costs_a_moment_and_takes_nothing() -> None:
    begun = time.monotonic()
    with mailbox(silent=True) as box:
        assert send(box.server(), [a_mail(1)], patience=0.3) == frozenset()
    away = MailServer(host="127.0.0.1", port=free_port(), sender="office@assembly.example")
    assert send(away, [a_mail(1)], patience=0.3) == frozenset()
    assert time.monotonic() - begun < 5


def test_a_password_is_not_told_over_an_open_line(monkeypatch: pytest.MonkeyPatch) -> None:
    with mailbox() as box:
        monkeypatch.setattr("app.web.mail._LOCAL", frozenset())
        assert send(box.server(user="majma", password="word"), [a_mail(1)]) == frozenset()
        assert not any(line.startswith("AUTH") for line in box.said)
        assert send(box.server(), [a_mail(1)]) == {1}


def test_the_server_is_named_in_one_line_and_its_password_shown_nowhere() -> None:
    found = mail_server("smtp://majma:p%40ss@mail.example:2525?from=office@assembly.example")
    assert (found.host, found.port, found.user, found.password) == ("mail.example", 2525, "majma", "p@ss")
    assert "p@ss" not in repr(found)
    for wrong in ("http://mail.example?from=a@b", "smtp://mail.example", "smtp://?from=a@b", "mail.example"):
        with pytest.raises(ValueError, match="MAJMA_MAIL is written"):
            mail_server(wrong)
