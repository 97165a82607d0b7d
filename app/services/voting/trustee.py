"""Trustees of the decryption key: inviting, taking public keys. `key_test` asks whether a kept key still works."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.language.message import N_
from app.models import Election, ReserveKey, Trustee
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.refusal import NOT_FOUND, Refusal, Refused
from app.services.acts.step import Step
from app.services.acts.two import need_pair
from app.services.election.election import need_phase
from app.services.election.rows import find
from app.services.nomination.review import REASON_MISSING
from app.services.voting import proved
from app.services.voting.rows import find_trustee, invited, need_invited, secret_digest, trustees_of
from app.services.voting.sealed_key import is_sealed_key_of, seal
from app.states.election import Keeper
from app.states.officer import Permission
from app.states.phase import EARLY, Phase
from ballots.errors import BallotsError
from ballots.group import Element
from ballots.short import Kind, grouped, short
from ballots.trustees import (
    TrusteeKey,
    generate_private_key,
    make_public_key,
)

KEY_FINAL = Refusal(
    code="key-final",
    status=409,
    words=N_(
        "There is a key here already: %(print)s. The first key is final. If it is not yours, "
        "somebody else used your invitation: do not go on, and tell two officers and the "
        "observers."
    ),
)
KEY_INVALID = Refusal(code="key-invalid", status=400, words=N_("This key is damaged. Please make it again."))
KEY_KNOWN = Refusal(
    code="key-known",
    status=409,
    words=N_("This key belongs to an earlier election. A key serves one election: please make a new one."),
)
KEY_NAME = Refusal(
    code="key-name",
    status=400,
    words=N_("This key carries another name. Make it again, with the name exactly as it stands here."),
)
TRUSTEE_DUPLICATE = Refusal(
    code="trustee-duplicate", status=409, words=N_("A trustee of this name is already there."), field="name"
)
TRUSTEES_MISSING = Refusal(code="trustees-missing", status=409, words=N_("Each trustee must first have made a key."))


LEAST_REASON = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class ReserveValue:
    """A further key that a trustee made in the same visit, for a second round; its fields as a trustee's.

    `used`: it is the key of a later election in the same session now.
    """

    number: int
    key_print: str
    threshold: int | None
    shares: int | None
    shares_seen: tuple[int, ...]
    used: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TrusteeValue:
    """A trustee; `owner` is the number on the board after freezing, `key_print` the twenty digits of the key.

    `checked`: the kept key was found in the sealed set-up. Of `shares` backup shares, `threshold` rebuild the key;
    `shares_seen` were tested by their holders, `rebuilt_from` rebuilt it. `head_source` says where the trustee had the
    closing head from. `removed_reason` is None of who was not taken off.
    """

    public_id: str
    election: str
    name: str
    kind: Keeper
    has_key: bool
    key_print: str | None
    checked: bool
    owner: int | None
    decrypted: bool
    threshold: int | None
    shares: int | None
    shares_seen: tuple[int, ...]
    rebuilt_from: tuple[int, ...]
    head_source: str | None
    removed_reason: str | None
    reserves: tuple[ReserveValue, ...] = ()

    @property
    def has_backup(self) -> bool:
        """Whether every sheet of a backup was tested by its holder; an office's key has none."""
        return self.kind == Keeper.OFFICE or (bool(self.shares) and len(self.shares_seen) == self.shares)


def make_office_key(db: Session, act: Act, public_id: str, *, name: str, passphrase: str) -> TrusteeValue:
    """Make the one key that the office keeps, in a demonstration; an election's officer makes it in a browser.

    Refused: phase-wrong, trustee-duplicate, passphrase-weak.
    """
    private = generate_private_key(act.random)
    public_key = make_public_key(private, act.random, name).to_bytes()
    return keep_office_key(
        db, act, public_id, name=name, public_key=public_key, sealed=seal(private, passphrase, act.random)
    )


def keep_office_key(
    db: Session, act: Act, public_id: str, *, name: str, public_key: bytes, sealed: bytes
) -> TrusteeValue:
    """Keep the office's key as an officer's browser made and sealed it: its key file.

    Refused: phase-wrong, trustee-duplicate, key-invalid, key-name, key-known.
    """
    election = find(db, public_id, lock=True)
    need_phase(election.phase, *EARLY)
    row = _add(db, act, election, name, Keeper.OFFICE)
    need_new_key(db, row.id, public_key)
    if not is_sealed_key_of(sealed, str(proved.trustee_key(public_key).public_key)):
        raise Refused(KEY_INVALID, reason="key-file")
    row.public_key, row.sealed_key, row.checked = public_key, sealed, True
    journal.record(db, act, journal.Kind.TRUSTEE_KEY_GIVEN, election_id=election.id, trustee=name, kept="office")
    return trustee_value(db, row.id)


def invite(db: Session, act: Act, public_id: str, *, name: str) -> tuple[TrusteeValue, str]:
    """Invite a trustee to make a key in an own browser; returns also the secret of the invitation.

    Refused: phase-wrong, trustee-duplicate.
    """
    election = find(db, public_id, lock=True)
    need_phase(election.phase, *EARLY)
    secret = act.random(16).hex()
    row = _add(db, act, election, name, Keeper.BROWSER)
    row.invitation = secret_digest(secret)
    journal.record(db, act, journal.Kind.TRUSTEE_INVITED, election_id=election.id, trustee=name)
    return trustee_value(db, row.id), secret


def remove(db: Session, act: Act, public_id: str, trustee_id: str, *, reason: str = "") -> None:
    """Take a trustee off before the election is frozen; one who has given a key only by two officers, with a reason.

    The trustee's page shows the reason. Refused: phase-wrong, not-found, two-officers-needed, reason-missing.
    """
    election = find(db, public_id, lock=True)
    need_phase(election.phase, *EARLY)
    row = find_trustee(db, trustee_id)
    if row.election_id != election.id or row.removed is not None:
        raise Refused(NOT_FOUND)
    if row.public_key is not None:
        need_pair(db, act, election.id)
        if len(reason.strip()) < LEAST_REASON:
            raise Refused(REASON_MISSING)
    row.removed, row.removed_reason = act.now, reason.strip()
    journal.record(
        db, act, journal.Kind.TRUSTEE_REMOVED, election_id=election.id, trustee=row.name, reason=row.removed_reason,
        key=_print_of(row),
    )  # fmt: skip


def give_key(db: Session, act: Act, trustee_id: str, *, secret: str, public_key: bytes) -> TrusteeValue:
    """Take the public key that a trustee's browser made; giving the same key again changes nothing, proved anew or not.

    The first key is final. A reserve key that the trustee of this name made for another election of the same session,
    and that nothing has used, is taken up with its backup and the tests of its sheets.
    Refused: invitation-invalid, phase-wrong, key-final when there is another, key-invalid, key-known for one that stood
    in an election before, key-name for one without the trustee's own name.
    """
    row, election = invited(db, trustee_id, secret)
    if row.public_key is not None and (row.public_key == public_key or _same_key(row.public_key, public_key)):
        return trustee_value(db, row.id)
    need_phase(election.phase, *EARLY)
    if row.public_key is not None:
        raise Refused(KEY_FINAL, print=grouped(print_of(row.public_key)))
    own = (one for one in _at_hand(db, row, election, lock=True) if _same_key(one.public_key, public_key))
    reserve = next(own, None)
    taken_up = None if reserve is None else (reserve.trustee_id, reserve.number)
    need_new_key(db, row.id, public_key, taken_up)
    row.public_key = public_key
    taken = {} if reserve is None else _take_up(db, row, reserve)
    detail: dict[str, Any] = {"trustee": row.name, "kept": "trustee", **taken}
    journal.record(db, act, journal.Kind.TRUSTEE_KEY_GIVEN, election_id=election.id, **detail)
    return trustee_value(db, row.id)


def prove_key(db: Session, trustee_id: str, *, secret: str, public_key: bytes) -> None:
    """Prove a key, or one in reserve, and what its trustee has, before the writer is taken that takes it.

    A damaged one is refused there, in its turn. Refused: invitation-invalid.
    """
    row = need_invited(db, trustee_id, secret)
    trustee_value(db, row.id), reserves_at_hand(db, trustee_id)
    proved.try_key(public_key)


def reserves_at_hand(db: Session, trustee_id: str) -> tuple[ReserveValue, ...]:
    """The reserve keys that this trustee may take up as the key, in order of the elections they were made for.

    Refused: not-found.
    """
    row = find_trustee(db, trustee_id)
    return tuple(map(_reserve_value, _at_hand(db, row, db.get_one(Election, row.election_id))))


def _at_hand(db: Session, row: Trustee, election: Election, *, lock: bool = False) -> list[ReserveKey]:
    """The unused reserve keys of trusteeships under the same name in the session's other elections.

    Not those of a trusteeship that was taken off: two officers had a reason against its keys.
    """
    made_for = select(Election.id).where(Election.session_id == election.session_id, Election.id != election.id)
    owned = (Trustee.name == row.name, Trustee.removed.is_(None), Trustee.election_id.in_(made_for))
    mine = select(ReserveKey).join(Trustee, ReserveKey.trustee_id == Trustee.id).where(*owned)
    unused = mine.where(ReserveKey.used_by.is_(None)).order_by(ReserveKey.trustee_id, ReserveKey.number)
    return list(db.scalars(unused.with_for_update(of=ReserveKey) if lock else unused))


def _take_up(db: Session, row: Trustee, reserve: ReserveKey) -> dict[str, object]:
    """Make a reserve key's backup the trustee's own, and mark it as used; what the journal says of it."""
    row.commitments, row.shares, row.shares_seen = reserve.commitments, reserve.shares, reserve.shares_seen
    reserve.user = row
    db.flush()
    made_for = db.get_one(Election, db.get_one(Trustee, reserve.trustee_id).election_id)
    return {"taken_up": reserve.number, "made_for": made_for.public_id}


def bring_reserve(db: Session, act: Act, trustee_id: str) -> bool:
    """Take up the first reserve key that an invited trustee made for this case; whether there is one.

    Refused: not-found.
    """
    row = find_trustee(db, trustee_id)
    reserve = next(iter(_at_hand(db, row, db.get_one(Election, row.election_id), lock=True)), None)
    if reserve is None or row.public_key is not None:
        return False
    row.public_key = reserve.public_key
    detail: dict[str, Any] = {"trustee": row.name, "kept": "trustee", **_take_up(db, row, reserve)}
    journal.record(db, act, journal.Kind.TRUSTEE_KEY_GIVEN, election_id=row.election_id, **detail)
    return True


def trustees(db: Session, public_id: str) -> tuple[TrusteeValue, ...]:
    """The trustees of an election in the order of their numbers on the board."""
    election = find(db, public_id)
    return tuple(trustee_value(db, row.id) for row in trustees_of(db, election.id))


def office_alone(kinds: Iterable[Keeper]) -> bool:
    """Whether the only key of an election is the one that the office keeps."""
    return list(kinds) == [Keeper.OFFICE]


def trustee(db: Session, trustee_id: str) -> TrusteeValue:
    """One trustee. Refused: not-found."""
    row = find_trustee(db, trustee_id)
    return trustee_value(db, row.id)


def public_number(db: Session, trustee_id: str) -> str | None:
    """The public key as a number in base 10, or None before there is one. Refused: not-found."""
    stored = find_trustee(db, trustee_id).public_key
    return _number(stored) if stored else None


def need_public_key(db: Session, trustee_id: str) -> Element:
    """The public key. Refused: not-found, trustees-missing before there is one."""
    stored = find_trustee(db, trustee_id).public_key
    if stored is None:
        raise Refused(TRUSTEES_MISSING)
    return proved.trustee_key(stored).public_key


def keys(db: Session, election_id: int) -> tuple[TrusteeKey, ...]:
    """The public keys of an election. Refused: trustees-missing when none, or when one has none."""
    found = [row.public_key for row in trustees_of(db, election_id)]
    if not found or None in found:
        raise Refused(TRUSTEES_MISSING)
    return tuple(proved.trustee_key(key) for key in found if key is not None)


def office_key(db: Session, public_id: str) -> tuple[TrusteeValue, bytes]:
    """Who keeps the office's key, and the key as it was sealed. Refused: not-found."""
    for row in trustees_of(db, find(db, public_id).id):
        if row.kind == Keeper.OFFICE and row.sealed_key is not None:
            return trustee_value(db, row.id), row.sealed_key
    raise Refused(NOT_FOUND)


def trustee_value(db: Session, row_id: int) -> TrusteeValue:
    """The value of a trustee by the number of its row.

    `key_print` is the one that a trustee's page and command show, to be compared by eye.
    """
    row = db.get_one(Trustee, row_id)
    return TrusteeValue(
        public_id=row.public_id, election=db.get_one(Election, row.election_id).public_id, name=row.name, kind=row.kind,
        has_key=row.public_key is not None, key_print=_print_of(row), checked=row.checked, owner=row.owner,
        decrypted=row.decryption is not None, threshold=_threshold(row), shares=row.shares,
        shares_seen=tuple(row.shares_seen or ()), rebuilt_from=tuple(row.rebuilt_from or ()),
        head_source=row.head_source, removed_reason=row.removed_reason,
        reserves=tuple(map(_reserve_value, row.reserves)),
    )  # fmt: skip


def _reserve_value(row: ReserveKey) -> ReserveValue:
    kept = row.keeper
    return ReserveValue(
        number=row.number, key_print=print_of(row.public_key), threshold=_threshold(kept), shares=kept.shares,
        shares_seen=tuple(kept.shares_seen or ()), used=kept is not row,
    )  # fmt: skip


def print_of(stored: bytes) -> str:
    """The twenty digits of a stored public key."""
    return short(Kind.KEY, _number(stored))


def _print_of(row: Trustee) -> str | None:
    return print_of(row.public_key) if row.public_key else None


def _number(stored: bytes) -> str:
    return str(json.loads(stored)["public_key"])


def _same_key(stored: bytes, given: bytes) -> bool:
    try:
        return _number(stored) == str(proved.trustee_key(given).public_key)
    except BallotsError:
        return False  # `need_new_key` says what is wrong with it


def need_new_key(db: Session, trustee_id: int, public_key: bytes, reserve: tuple[int, int] | None = None) -> None:
    """Refuse what is no key of this trustee, and one that stood in any election of this installation before.

    One key, one election; of the reserve keys only `reserve`, by trustee and number, may be the same.
    Refused: key-invalid, key-name, key-known.
    """
    row = db.get_one(Trustee, trustee_id)
    try:
        key = proved.trustee_key(public_key)
    except BallotsError as error:
        raise Refused(KEY_INVALID, reason=error.code) from error
    if key.name != row.name:  # also for one without a name: page and command look for the key under it
        raise Refused(KEY_NAME, name=row.name)
    reserved = (one.public_key for one in db.scalars(select(ReserveKey)) if (one.trustee_id, one.number) != reserve)
    known = (*db.scalars(select(Trustee.public_key)), *reserved)
    if any(one is not None and _number(one) == str(key.public_key) for one in known):
        raise Refused(KEY_KNOWN)


def _threshold(row: Trustee | ReserveKey) -> int | None:
    if row.commitments is None or row.public_key is None:
        return None
    return proved.commitments(row.commitments, proved.trustee_key(row.public_key).public_key).threshold


def _add(db: Session, act: Act, election: Election, name: str, kind: Keeper) -> Trustee:
    same = Trustee.name == name
    if kind == Keeper.OFFICE:
        same = or_(same, Trustee.kind == Keeper.OFFICE)
    if db.scalar(select(Trustee.id).where(Trustee.election_id == election.id, Trustee.removed.is_(None), same)):
        raise Refused(TRUSTEE_DUPLICATE, name=name)
    row = Trustee(public_id=act.random(8).hex(), election_id=election.id, name=name, kind=kind, checked=False)
    db.add(row)
    db.flush()
    return row


TRUSTEES = Step(
    code="trustees",
    permission=Permission.PREPARE,
    before=EARLY,
    is_done=lambda db, one: bool(trustees_of(db, one)) and all(row.public_key for row in trustees_of(db, one)),
    page="office.trustees",
    open_in=tuple(Phase),
    title=N_("Keys of the trustees"),
    sentence=N_("The votes are locked with these keys. Without them nobody can open a single vote."),
    button=N_("Make the keys"),
)
