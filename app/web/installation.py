"""What every request of one installation shares: its settings, its database, its keys; and who acts when."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TypeVar, cast

from flask import Flask, current_app, g, request, session
from flask_wtf import FlaskForm

from app.config import Settings
from app.db import Database
from app.db import Session as Session
from app.language.catalogue import wording
from app.papers.answers import PaperStore
from app.papers.issuer import Issuer
from app.services.accounts.account import AccountValue
from app.services.accounts.officer import OfficerValue
from app.services.accounts.passkey import Party, party_of
from app.services.accounts.sign_in import COUNTERSIGN_ROLE, countersign, signed_in
from app.services.acts import clock
from app.services.acts.act import Act
from app.services.acts.clock_watch import ClockWatch, machine_time
from app.services.acts.refusal import Refused
from app.services.acts.signer import BoardSigner
from app.services.day import chair as chairs
from app.services.day import observer as observers
from app.services.register import letterhead as letterheads
from app.services.register.letterhead import Logo
from app.services.voting import checkpoint
from app.services.voting.checkpoint import CheckpointValue
from app.signing.authority import ends_at, root_fingerprint, root_name
from app.signing.key_ring import KeyRing, key_ring, settle
from app.signing.keys import authority, board_key, certified, roots
from app.signing.published import published_line
from app.states.officer import ROLES, Permission
from app.web import known_browser
from app.web.access import current_account, current_officer
from app.web.ballot_door import BallotDoor
from app.web.i18n import locale_code
from app.web.waiting import ASK, NOTHING, About, Asking
from ballots.pool import cores

V = TypeVar("V")


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """One installation."""

    settings: Settings
    database: Database
    signer: BoardSigner
    watch: ClockWatch
    door: BallotDoor

    @property
    def ring(self) -> KeyRing:
        """The keys that sign tokens, as they are now: a command may have rotated them."""
        return key_ring(self.settings.keys, self.watch.now())

    def roots(self, organisation: str) -> tuple[Root, ...]:
        """The authorities below which papers were ever signed here, the present one first: it is made where there was
        none, in the name of `organisation`, and keeps the name of the first.
        """
        authority(self.settings.keys, organisation, self.watch.now())
        return tuple(
            Root(pem=one, fingerprint=root_fingerprint(one), name=root_name(one), ends=ends_at(one))
            for one in roots(self.settings.keys)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Root:
    """An authority's own certificate (PEM), its fingerprint, in whose name it is and when it ends."""

    pem: bytes
    fingerprint: str
    name: str
    ends: datetime


def install(app: Flask, settings: Settings) -> None:
    """Open the database and the keys, and find who has signed in, for each request."""
    app.config["SECRET_KEY"] = settings.secret_key
    settle(settings.keys, machine_time())
    database = Database(settings.database)
    app.extensions["installation"] = Installation(
        settings=settings, database=database, watch=ClockWatch(database, partial(certified, settings.keys)),
        signer=BoardSigner(host=settings.board, private=board_key(settings.keys), bundles=published_line),
        door=BallotDoor(cores() if settings.checkers is None else settings.checkers),
    )  # fmt: skip
    app.before_request(_look_at_clock)
    app.before_request(find_holder)
    app.jinja_env.globals["clock_is_doubted"] = _clock_is_doubted


def installation() -> Installation:
    """The installation of the running application."""
    return cast(Installation, current_app.extensions["installation"])


def database() -> Database:
    """The database of the running application."""
    return installation().database


def address() -> str:
    """Where the request came from, as the own front says it, and nobody else."""
    return known_browser.address(installation().settings.front)


def checkpoint_now(public_id: str) -> CheckpointValue | None:
    """The board's last checkpoint, a new one signed first when it is time to. Refused: not-found."""
    with database().reading() as db:
        due = checkpoint.is_due(db, public_id, now())
        found = checkpoint.last(db, public_id)
    if not due:
        return found
    with database().transaction() as db:
        return checkpoint.keep_up(db, public_id, installation().signer, now())


def issuer(language: str | None = None) -> Issuer:
    """The installation as the issuer of papers in a language, by default that of the page."""
    return Issuer(settings=installation().settings, wording=wording(language or locale_code()), logo=_logo)


def _logo(digest: str) -> Logo:
    with database().reading() as db:
        return letterheads.logo(db, digest)


def paper_store() -> PaperStore:
    """What prints and keeps papers in the language of the page."""
    return PaperStore(issuer=issuer(), database=database(), clock=now)


def now() -> datetime:
    """The time that the server believes: that of the machine's clock, unless it has jumped."""
    return installation().watch.now()


def act(*more: str) -> Act:
    """An act of the signed-in officer, and of `more` officers who confirmed it."""
    first = (g.officer.username,) if g.get("officer") else ()
    return Act(officers=(*first, *more), now=now(), random=secrets.token_bytes, signer=installation().signer)


def act_of_two(
    form: FlaskForm | str, second_password: str = "", permission: Permission = Permission.DECIDE, about: About = NOTHING
) -> Act:
    """An act of the signed-in officer and a second one with `permission`.

    `form` has the second officer's name and password (or is that name), who proves it here; or a colleague was asked,
    and has confirmed it when the form comes a second time (`web/waiting`): the first time `Asking` is raised. `about`
    tells the colleague what the form does not say, because its address does.
    Refused: countersign-same, sign-in-failed, sign-in-paused, password-first, countersign-role.
    """
    second = _second(form, second_password, permission, about)
    if permission not in ROLES[second.role]:
        raise Refused(COUNTERSIGN_ROLE)
    g.acted = True
    return act(second.username)


def _second(form: FlaskForm | str, password: str, permission: Permission, about: About) -> OfficerValue:
    confirmed: OfficerValue | None = g.get("second")
    if confirmed is not None:
        return confirmed
    if isinstance(form, FlaskForm):
        if request.form.get(ASK):
            raise Asking(form, permission, about)
        name, password = form["second_name"].data or "", form["second_password"].data or ""
    else:
        name = form
    return countersign(database(), current_officer(), name.strip(), password, now())


def party() -> Party | None:
    """Whom passkeys are for here, or None where browsers make none."""
    return party_of(installation().settings.here)


def act_of(username: str = "") -> Act:
    """An act of who has this user name, or of nobody yet."""
    return Act(officers=(username,) if username else (), now=now(), random=secrets.token_bytes)


def act_of_account() -> Act:
    """An act of the signed-in institution."""
    return act_of(current_account().username)


def _look_at_clock() -> None:
    """See whether the machine's clock has jumped; the pages of the office say so."""
    installation().watch.look(lambda at: Act(officers=(), now=at, random=secrets.token_bytes))


def find_holder(*, looking: bool = False) -> None:
    """Who has signed in, an officer or an institution, and what an officer must do before anything else.

    `looking`: nothing is noted, so that nobody waits for the one who writes.
    """
    secret = session.get("sign_in")
    by_hand = not looking and request.endpoint != "office.waiting_notice"
    chosen = session.get("assembly")
    found = signed_in(database(), secret, now(), chosen, by_hand=by_hand) if secret else None
    g.officer = found if isinstance(found, OfficerValue) else None
    g.account = found if isinstance(found, AccountValue) else None
    g.observer = _of_the_day("observer", observers.signed_in)
    g.chair = _of_the_day("chair", chairs.signed_in)
    g.due = _due(g.officer)


def _of_the_day(key: str, holder: Callable[[Session, str, datetime], V | None]) -> V | None:
    """Who has signed in with a code of the day, if this browser's sign-in with it has not ended."""
    secret = session.get(key)
    if not secret:
        return None
    with database().reading() as db:
        return holder(db, secret, now())


def _clock_is_doubted() -> bool:
    """Asked by the frame of the office's pages alone: posts, papers and scripts that ask again do not need it."""
    with database().reading() as db:
        return clock.doubt(db) is not None


def _due(me: OfficerValue | None) -> str:
    """The page of the office that comes first: the own password; which assembly, where somebody works in several; a
    second step, where it can be a passkey, which no other site can ask for (elsewhere the page of the account says that
    there is none); the second person of an assembly that is being founded."""
    if me is None:
        return ""
    if me.must_choose:
        return "account_password"
    if me.assemblies > 1 and session.get("assembly") != me.assembly_id:
        return "my_assemblies"
    if me.must_secure and party() is not None:
        return "account_second"
    return "founding_second" if me.founding else ""
