"""Slips: what all of an election's have in common, and the slips themselves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from app.documents import slip as slip_paper
from app.language.wording import Wording
from app.papers.issuer import Issuer
from app.services.election.election import ElectionValue
from app.services.voting.trustee import TrusteeValue
from app.states.way_in import way_in
from ballots.encoding import Json
from ballots.slips import PrintedSlip


def print_slips(
    issuer: Issuer,
    found: ElectionValue,
    printed: Sequence[PrintedSlip],
    progress: Callable[[int, int], None] | None = None,
    *,
    keys: Sequence[TrusteeValue] = (),
) -> bytes:
    """The slips as PDF; `keys` are the trustees."""
    return print_sheet(slip_sheet(issuer, found, keys), printed, issuer.wording, progress)


def slip_sheet(
    issuer: Issuer, found: ElectionValue, keys: Sequence[TrusteeValue] = (), *, per_page: int = 4, personal: int = 0
) -> slip_paper.SlipSheet:
    """What all slips of an election share; `keys` are the trustees, `per_page` and `personal` as `SlipSheet` says."""
    return slip_paper.SlipSheet(
        head=replace(issuer.head_of(found), corrections=()), election=issuer.say(found.title),
        session_date=found.session.held_on, fingerprint=found.fingerprint or "",
        booth=f"{issuer.settings.address_of('booth')}/B/{found.public_id}", way=way_in(issuer.settings.line),
        per_page=per_page, personal=personal,
        keys=tuple((issuer.holder(one), one.key_print or "") for one in keys),
    )  # fmt: skip


def sheet_to_hand_over(
    issuer: Issuer, found: ElectionValue, keys: Sequence[TrusteeValue] = (), *, per_page: int = 4, personal: int = 0
) -> dict[str, Json]:
    """The same for a credential officer, who prints slips without this installation."""
    return slip_paper.encode_sheet(slip_sheet(issuer, found, keys, per_page=per_page, personal=personal))


def print_sheet(
    sheet: slip_paper.SlipSheet,
    printed: Sequence[PrintedSlip],
    wording: Wording,
    progress: Callable[[int, int], None] | None = None,
) -> bytes:
    """Slips as PDF; also on a laptop without an installation."""
    papers = [slip_paper.Slip(serial=one.serial, token=one.token, credential=one.credential) for one in printed]
    return slip_paper.render_slips(sheet, papers, wording, progress)
