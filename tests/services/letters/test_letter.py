"""Letters: numbers without a gap whoever drafts at once, two persons, revoking, and the public check."""

from __future__ import annotations

import threading
import zlib
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from app.models import Election, Letter
from app.services.acts.refusal import Refused
from app.services.letters import letter, letter_check, letter_code
from ballots import token
from tests.services.conftest import Hold
from tests.support.assemblies import TERMS, Simulation, everything, fresh_ring, refused

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
NUMBERS = st.integers(min_value=0, max_value=2**55 - 1)


def pdf_of(text: bytes) -> bytes:
    """A document that carries a letter's text as printing puts it in."""
    return b"%PDF-1.7\n1 0 obj\n<<>>\nstream\n" + zlib.compress(text) + b"\nendstream\nendobj\n"


def issue(held: Simulation, drafted: letter.LetterValue, pdf: bytes = pdf_of(b"said"), **changes: object) -> str:
    """Issue a letter as the page would; returns its token."""
    signing = held.ring.signing[token.Kind.LETTER]
    fields = token.Token(
        kind=token.Kind.LETTER, key_id=signing.key_id, context=token.context_of(held.address),
        subject=letter_code.code_number(drafted.code) or 0, expiry=0, digest=token.letter_digest(b"said"),
    )  # fmt: skip
    signed = token.sign_token(replace(fields, **changes), signing.private)  # type: ignore[arg-type]
    with held.database.transaction() as db:
        letter.issue_letter(db, held.act("secretary", "signatory"), drafted.id, signed_token=signed, pdf=pdf)
    return signed


def state(held: Simulation, text: str, now: datetime | None = None, file: bytes | None = None) -> str:
    with held.database.reading() as db:
        return letter_check.check_letter(db, text, held.ring.public, now or held.now, file=file).state


def test_a_letter_of_an_election_that_counts_for_nothing_is_revoked_though_nobody_said_so_of_it(hold: Hold) -> None:
    held = hold("final")
    (drafted, *_) = held.draft()
    signed = issue(held, drafted)
    assert state(held, signed) == state(held, drafted.code) == "valid"
    with held.database.transaction() as db:
        db.execute(update(Election).values(phase="annulled"))
    assert state(held, signed) == state(held, drafted.code) == "revoked"


def test_each_seated_institution_gets_one_letter_in_the_order_of_seats(hold: Hold) -> None:
    held = hold("final")
    drafted = held.draft()
    assert [one.number for one in drafted] == ["1404/ص/00001", "1404/ص/00002"]
    assert [one.institution for one in drafted] == [line.candidate.institution for line in held.result().seated]
    assert [one.status for one in drafted] == ["draft", "draft"]
    before = everything(held.database)
    with refused("letter-none-due"):
        held.draft()
    assert everything(held.database) == before


def test_numbers_have_no_gap_and_no_double_when_elections_draft_at_once(hold_on_both: Hold) -> None:
    """Elections of one assembly share the series; the first number of the year is the dangerous one."""
    first = hold_on_both("final")
    others = [_second_election(first) for _ in range(2)]
    start = threading.Barrier(3)

    def draft(held: Simulation) -> None:
        start.wait()
        held.draft()

    threads = [threading.Thread(target=draft, args=(held,)) for held in (first, *others)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    with first.database.reading() as db:
        numbers = [one.number for held in (first, *others) for one in letter.letters(db, held.election)]
    assert sorted(numbers) == [f"1404/ص/{number:05d}" for number in range(1, 7)]


def _second_election(first: Simulation) -> Simulation:
    """Another election of the same session, brought to its end by the hand of a clerk who needs only its result."""
    from sqlalchemy import select

    from app.models import BoardData, BoardEvent, Election, Nomination

    with first.database.transaction() as db:
        row = db.scalars(select(Election).where(Election.public_id == first.election)).one()
        copy = {column.name: getattr(row, column.name) for column in Election.__table__.columns if column.name != "id"}
        tag = first.random(4).hex()
        twin = Election(**{**copy, "public_id": tag, "uuid": tag})
        db.add(twin)
        db.flush()
        for model in (Nomination, BoardEvent, BoardData):
            for one in db.scalars(select(model).where(model.election_id == row.id)).all():
                values = {column.name: getattr(one, column.name) for column in model.__table__.columns}
                values.pop("id", None)
                values.pop("receipt", None)  # one nomination's only
                db.add(model(**{**values, "election_id": twin.id}))
    return replace(first, election=tag)


def test_an_act_that_fails_after_drafting_uses_up_no_number(hold: Hold) -> None:
    held = hold("final")
    with pytest.raises(ZeroDivisionError), held.database.transaction() as db:
        letter.draft_letters(db, held.act(), held.election, TERMS, until=date(2027, 11, 8))
        raise ZeroDivisionError
    assert [one.number for one in held.draft()] == ["1404/ص/00001", "1404/ص/00002"]


def test_the_number_is_of_the_year_in_tehran(hold: Hold) -> None:
    held = hold("final")
    held.now = datetime(2026, 3, 20, 20, 31, tzinfo=UTC)  # the first minutes of 1405 in Tehran
    assert held.draft()[0].number == "1405/ص/00001"


def test_who_drafted_never_issues_and_each_other_of_the_day_does(hold: Hold) -> None:
    held = hold("final")
    hold(database=held.database, address="sepehr")
    drafted = held.draft()[0]
    cases = {
        "two-officers-needed": [
            held.act("signatory"), held.act("signatory", "signatory"),
            replace(held.act(), officers=("negar.mehr", "laleh.sepehr")),
        ],
        "letter-drafter": [held.act("returning-officer", "secretary"), held.act("signatory", "secretary")],
        "officer-role": [held.act("administrator", "signatory"), held.act("reviewer", "signatory")],
    }  # fmt: skip
    for code, acts in cases.items():
        for act in acts:
            with refused(code), held.database.transaction() as db:
                letter.issue_letter(db, act, drafted.id, signed_token="", pdf=b"")
    for issuing in ("returning-officer", "signatory"):
        with held.database.reading() as db:
            assert letter.need_issuable(db, held.act("secretary", issuing), drafted.id) == drafted


def named(held: Simulation, name: str, *roles: str) -> str:
    """What the second of these officers is told who issues what the first drafted, with this name below it."""
    with held.database.transaction() as db:
        terms = replace(TERMS, signatory=name)
        drafted = letter.draft_letters(db, held.act(roles[0]), held.election, terms, until=date(2027, 11, 8))[0]
        try:
            letter.need_issuable(db, held.act(*roles), drafted.id)
        except Refused as refusal:
            return refusal.code
        finally:
            db.rollback()
    return ""


def test_no_letter_bears_the_name_of_a_signatory_who_took_no_part(hold: Hold) -> None:
    held = hold("final")
    assert named(held, "Laleh ", "secretary", "returning-officer") == "letter-named"
    assert named(held, "laleh", "secretary", "signatory") == ""
    assert named(held, "laleh", "signatory", "returning-officer") == ""
    for who in ("negar", "مهرداد پارسا"):  # an officer who signs by hand, and a head who is none
        assert named(held, who, "returning-officer", "signatory") == ""


def test_a_letter_that_any_name_may_stand_on_is_caught(hold: Hold, monkeypatch: pytest.MonkeyPatch) -> None:
    held = hold("final")
    monkeypatch.setattr(letter, "_need_named", lambda *_: None)
    assert named(held, "laleh", "secretary", "returning-officer") == ""


def test_a_signatory_who_drafted_the_letter_does_not_issue_it(hold: Hold) -> None:
    held = hold("final")
    with held.database.transaction() as db:
        drafted = letter.draft_letters(db, held.act("signatory"), held.election, TERMS, until=date(2027, 11, 8))
    with refused("letter-drafter"), held.database.transaction() as db:
        letter.need_issuable(db, held.act("secretary", "signatory"), drafted[0].id)


def change(held: Simulation, *roles: str, purpose: str = "میانجی‌گری") -> tuple[letter.LetterValue, ...]:
    with held.database.transaction() as db:
        return letter.change_terms(db, held.act(*roles), held.election, replace(TERMS, purpose=purpose))


def test_what_letters_say_changes_while_all_are_drafts(hold: Hold) -> None:
    held = hold("final")
    with refused("letter-not-ready"):
        change(held)
    drafted = held.draft()
    changed = change(held)
    assert [one.terms.purpose for one in changed] == ["میانجی‌گری", "میانجی‌گری"]
    assert [replace(one, terms=TERMS, version=0) for one in changed] == list(drafted)
    issue(held, drafted[0])
    with refused("letter-not-ready"):
        change(held, purpose="دیگر")


def test_who_changed_a_draft_does_not_sign_it(hold: Hold) -> None:
    held = hold("final")
    held.draft()
    changed = change(held, "signatory")
    with refused("letter-drafter"), held.database.transaction() as db:
        letter.need_issuable(db, held.act("secretary", "signatory"), changed[0].id)


def test_a_document_of_an_earlier_draft_is_not_issued(hold: Hold) -> None:
    held = hold("final")
    printed = held.draft()[0]
    change(held)
    both = held.act("secretary", "signatory")
    with refused("letter-not-ready"), held.database.transaction() as db:
        letter.issue_letter(db, both, printed.id, signed_token="", pdf=b"%PDF", printed=printed)


def test_a_letter_is_issued_once_and_revoked_once(hold: Hold) -> None:
    held = hold("final")
    first, second = held.draft()
    issue(held, first)
    with refused("letter-not-ready"):
        issue(held, first)
    with refused("letter-not-ready"), held.database.transaction() as db:
        letter.revoke_letter(db, held.two(), second.id, reason="not issued yet")
    with refused("two-officers-needed"), held.database.transaction() as db:
        letter.revoke_letter(db, held.act(), first.id, reason="alone")
    with held.database.transaction() as db:
        letter.revoke_letter(db, held.two(), first.id, reason="by mistake")
    with refused("letter-not-ready"), held.database.transaction() as db:
        letter.revoke_letter(db, held.two(), first.id, reason="again")
    with held.database.reading() as db:
        assert [one.number for one in letter.letters(db, held.election)] == [first.number, second.number]


def test_the_public_check_says_what_a_letter_is_worth(hold: Hold) -> None:
    held = hold("final")
    first, second = held.draft()
    assert state(held, first.code) == "unknown"  # a draft is not a letter
    signed = issue(held, first)
    for text in (first.code, first.code.lower(), first.code.replace("-", " "), signed, signed.lower(), f" {signed} "):
        assert state(held, text) == "valid"
    assert state(held, second.code) == "unknown"
    after = datetime(2027, 11, 9, tzinfo=UTC)
    assert state(held, first.code, after) == state(held, signed, after) == "expired"
    with held.database.transaction() as db:
        letter.revoke_letter(db, held.two(), first.id, reason="by mistake")
    assert state(held, first.code) == state(held, signed, after) == "revoked"


def test_a_letter_is_valid_through_its_last_day_in_tehran(hold: Hold) -> None:
    held = hold("final")
    first, _ = held.draft(until=date(2027, 11, 8))
    issue(held, first)
    assert state(held, first.code, datetime(2027, 11, 8, 20, 29, tzinfo=UTC)) == "valid"
    assert state(held, first.code, datetime(2027, 11, 8, 20, 30, tzinfo=UTC)) == "expired"


def test_forged_and_strange_codes_are_told_apart(hold: Hold) -> None:
    held = hold("final")
    first, _ = held.draft()
    signed = issue(held, first)
    subject = letter_code.code_number(first.code) or 0
    fields = token.open_token(signed, held.ring.public)
    stranger, own = fresh_ring().signing[token.Kind.LETTER].private, held.ring.signing[token.Kind.LETTER].private
    slips = held.ring.signing[token.Kind.SLIP]
    forgeries = (
        token.sign_token(fields, stranger), token.sign_token(replace(fields, key_id=7), own),
        token.sign_token(replace(fields, digest=token.letter_digest(b"other")), own),
        token.sign_token(replace(fields, key_id=slips.key_id), slips.private),
        ("B" if signed[0] != "B" else "C") + signed[1:],
    )  # fmt: skip
    assert {state(held, text) for text in forgeries[:4]} == {"forged"}
    assert state(held, forgeries[4]) in ("forged", "unknown")
    strange = (
        "",
        " ",
        "x",
        "A" * 160,
        "0000-0000-0000",
        letter_code.code_text(subject ^ 1),
        held.slips[0].token,
        "\0" * 12,
    )
    for text in (*strange, "\u06f1" * 12, "٣" * 160, "K" * 10_000):
        assert state(held, text) in ("unknown", "forged"), text


def test_a_file_is_the_letter_that_was_issued_or_another(hold: Hold) -> None:
    held = hold("final")
    first, second = held.draft()
    signed, _ = issue(held, first), issue(held, second, pdf_of(b"else"), digest=token.letter_digest(b"else"))
    for text in (first.code, signed):
        assert state(held, text, file=pdf_of(b"said")) == state(held, text, file=b"said\n") == "valid"
        for file in (b"", b"%PDF", pdf_of(b"Said"), pdf_of(b"else"), b"said "):
            assert state(held, text, file=file) == "different"
    assert state(held, second.code, file=pdf_of(b"else")) == "valid"


ALTERED: dict[str, dict[str, object]] = {
    "another document": {"pdf": pdf_of(b"Said")}, "no document": {"pdf": b""}, "no token": {"token": None},
    "a token that is none": {"token": "A" * 160},
}  # fmt: skip


@pytest.mark.parametrize("name", ALTERED)
def test_a_letter_that_was_changed_in_the_database_is_not_called_valid(hold: Hold, name: str) -> None:
    """Whoever writes into the database has no key: the token there must be signed, and for the document there."""
    held = hold("final")
    first, _ = held.draft()
    issue(held, first)
    assert state(held, first.code) == "valid"
    with held.database.transaction() as db:
        for column, value in ALTERED[name].items():
            setattr(db.get_one(Letter, first.id), column, value)
    assert state(held, first.code) == "altered"


def test_a_letter_with_the_token_of_another_letter_is_not_called_valid(hold: Hold) -> None:
    held = hold("final")
    first, second = held.draft()
    issue(held, first)
    other = issue(held, second)
    with held.database.transaction() as db:
        db.get_one(Letter, second.id).token = None
        db.flush()
        db.get_one(Letter, first.id).token = other
    assert state(held, first.code) == "altered"


def test_a_check_that_compares_no_text_is_caught(hold: Hold, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(letter_check, "find_text", lambda *_: b"")
    with pytest.raises(AssertionError):
        test_a_letter_that_was_changed_in_the_database_is_not_called_valid(hold, "another document")


@given(NUMBERS)
def test_a_code_is_read_back_as_people_type_it(number: int) -> None:
    code = letter_code.code_text(number)
    persian = code.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    for text in (code, code.lower(), code.replace("-", ""), code.replace("0", "O").replace("1", "l"), persian):
        assert letter_code.code_number(text) == number


def single_errors(code: str) -> list[str]:
    plain = code.replace("-", "")
    return [
        plain[:place] + other + plain[place + 1 :]
        for place in range(len(plain))
        for other in ALPHABET
        if other != plain[place]
    ]


def unnoticed(code: str) -> list[str]:
    return [text for text in single_errors(code) if letter_code.code_number(text) is not None]


@pytest.mark.parametrize("number", [0, 1, 31, 2**55 - 1, 0x5A5A5A5A5A5A5A, 12_345_678_901_234_567])
def test_one_wrong_character_in_a_code_is_always_noticed(number: int) -> None:
    assert unnoticed(letter_code.code_text(number)) == []


@given(NUMBERS, st.integers(min_value=0, max_value=10))
def test_two_neighbours_that_changed_places_are_always_noticed(number: int, place: int) -> None:
    plain = letter_code.code_text(number).replace("-", "")
    swapped = plain[:place] + plain[place + 1] + plain[place] + plain[place + 2 :]
    assert swapped == plain or letter_code.code_number(swapped) is None


def test_a_check_character_by_a_sum_of_31_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    def weak(number: int) -> str:
        return ALPHABET[sum((place + 2) * (number >> 5 * place & 31) for place in range(11)) % 31]

    monkeypatch.setattr(letter_code, "_check", weak)
    assert unnoticed(letter_code.code_text(0))  # 0 for Z


def test_a_letter_of_another_election_is_not_found(hold: Hold) -> None:
    held = hold("final")
    other = hold("final", database=held.database, address="sepehr")
    foreign = other.draft()[0]
    for service in (letter.letter,):
        with refused("not-found"), held.database.reading() as db:
            service(db, held.election, foreign.id)
    with refused("not-found"), held.database.reading() as db:
        letter.document(db, foreign.id)
    with pytest.raises(Refused), held.database.reading() as db:
        letter.document(db, 10**6)
