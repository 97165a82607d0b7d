"""Invitations: one for each institution and assembly, signed, used once, ended by time and by a newer one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from app.language.dates import in_tehran
from app.models import Assembly, JournalEntry
from app.services.acts import journal
from app.services.register import institution, invitation
from app.services.register.invitation import Invited
from ballots import token
from tests.services.conftest import Hold
from tests.support.assemblies import Simulation, everything, fresh_ring, refused, simulate


def home(held: Simulation) -> int:
    with held.database.reading() as db:
        return db.scalars(select(Assembly.id).where(Assembly.address == held.address)).one()


def institutions(held: Simulation) -> list[int]:
    with held.database.reading() as db:
        return [one.id for one in institution.introduced(db, home(held))]


def invite(held: Simulation, *institution_ids: int, **options: timedelta) -> tuple[Invited, ...]:
    with held.database.transaction() as db:
        return invitation.open(db, held.act(), home(held), institution_ids, **options)


def sign(held: Simulation, one: Invited) -> str:
    return invitation.sign(one, held.ring.signing[token.Kind.INVITATION])


def look(held: Simulation, text: str) -> Invited:
    with held.database.reading() as db:
        return invitation.look(db, held.ring.public, text, held.now)


def use(held: Simulation, text: str) -> Invited:
    with held.database.transaction() as db:
        return invitation.use(db, held.act(), held.ring.public, text)


def test_an_invitation_names_its_institution_and_assembly_and_is_signed_alike_each_time(hold_on_both: Hold) -> None:
    held = hold_on_both()
    first = institutions(held)[0]
    (made,) = invite(held, first)
    assert (made.institution.id, made.assembly.address) == (first, held.address)
    assert made.until == held.now.replace(microsecond=0) + timedelta(days=30)
    assert sign(held, made) == sign(held, made)
    assert look(held, f" {sign(held, made).lower()[:80]}\n{sign(held, made)[80:]}") == made
    assert use(held, sign(held, made)) == made


def test_many_are_invited_in_persian_order_with_one_entry_in_the_journal(hold: Hold) -> None:
    held = hold()
    made = invite(held, *reversed(institutions(held)))
    assert [one.institution.id for one in made] == institutions(held)
    with held.database.reading() as db:
        assert invitation.opened(db, home(held), held.now) == made
        kinds = db.scalars(select(JournalEntry.kind)).all()
    assert kinds.count(journal.Kind.INVITATIONS_MADE.value) == 1


def test_a_used_invitation_is_used_for_good(hold: Hold) -> None:
    held = hold()
    (made,) = invite(held, institutions(held)[0])
    use(held, sign(held, made))
    before = everything(held.database)
    for again in (use, look):
        with refused("invitation-used"):
            again(held, sign(held, made))
    assert everything(held.database) == before


def test_an_invitation_ends_after_the_days_that_the_office_chose(hold: Hold) -> None:
    held = hold()
    (made,) = invite(held, institutions(held)[0], lifetime=timedelta(days=3))
    held.wait(days=2, hours=23)
    assert look(held, sign(held, made)) == made
    held.wait(hours=1)
    with refused("invitation-expired"):
        use(held, sign(held, made))
    with held.database.reading() as db:
        assert invitation.opened(db, home(held), held.now) == ()


def test_a_new_invitation_ends_the_old_one_of_that_institution_only(hold: Hold) -> None:
    held = hold()
    first, second = institutions(held)[:2]
    old, other = invite(held, first, second)
    (new,) = invite(held, first)
    with refused("invitation-invalid"):
        look(held, sign(held, old))
    assert look(held, sign(held, new)) == new
    assert look(held, sign(held, other)) == other


def test_what_this_house_did_not_sign_for_this_invitation_is_no_invitation(hold: Hold) -> None:
    held = hold()
    (made,) = invite(held, institutions(held)[0])
    signer = held.ring.signing[token.Kind.INVITATION]
    address = held.address
    fields = token.Token(
        kind=token.Kind.INVITATION, key_id=signer.key_id, context=token.context_of(address), subject=made.serial,
        expiry=int(made.until.timestamp()), digest=token.invitation_digest(address, made.serial),
    )  # fmt: skip
    assert look(held, token.sign_token(fields, signer.private)) == made
    broken = [
        replace(fields, kind=token.Kind.LETTER), replace(fields, context=token.context_of("another")),
        replace(fields, subject=made.serial ^ 1), replace(fields, digest=token.invitation_digest(address, 1)),
        replace(fields, kind=token.Kind.SLIP, subject=2**64 - 1),
    ]  # fmt: skip
    texts = [token.sign_token(one, signer.private) for one in broken]
    forged = token.sign_token(fields, fresh_ring().signing[token.Kind.INVITATION].private)
    for text in (*texts, forged, "", "A" * 160, "۱" * 160, "x" * 10_000, "\ud800"):
        with refused("invitation-invalid"):
            look(held, text)
    with refused("invitation-expired"):  # the office's day is not moved by a later one on paper, nor the reverse
        look(held, token.sign_token(replace(fields, expiry=1), signer.private))


@pytest.mark.parametrize("own", [False, True])
def test_only_an_institution_of_this_assembly_is_invited(hold: Hold, tmp_path: Path, own: bool) -> None:
    held = hold()
    other = simulate(tmp_path, database=held.database, address="noor")
    theirs = institutions(other)[0]
    before = everything(held.database)
    with refused("not-found"):
        invite(held, *institutions(held)[: int(own)], theirs)
    assert everything(held.database) == before


def test_an_institution_of_two_assemblies_has_an_invitation_of_each(hold: Hold, tmp_path: Path) -> None:
    held = hold()
    other = simulate(tmp_path, database=held.database, address="noor")
    first = institutions(held)[0]
    with held.database.transaction() as db:
        institution.introduce(db, held.act(), first, assembly_id=home(other), introduced_on=in_tehran(held.now).date())
    (here,), (there,) = invite(held, first), invite(other, first)
    assert look(held, sign(held, here)) == here
    assert look(held, sign(held, there)) == there
    assert here.assembly.address != there.assembly.address
    with refused("invitation-invalid"):
        look(other, sign(held, there))  # another house's key
