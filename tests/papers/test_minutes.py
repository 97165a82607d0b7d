"""The minutes as they are printed: real withdrawals, and one text for one number once the result is final."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from unittest import mock

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.documents import minutes as paper
from app.documents.templating import render_template
from app.language.catalogue import wording
from app.language.dates import in_tehran
from app.language.names import Names
from app.models import Trustee
from app.papers.election import print_minutes
from app.papers.issuer import Issuer
from app.papers.roll_change import roll_changes
from app.services.acts.act import Act
from app.services.day import chair, presentation, resolution, speaking_order, speech
from app.services.election.rows import find
from app.services.hall import agenda, by_video, electorate, presence, roll, roll_instant, session, substitute
from app.services.hall.session import Presidium
from app.services.nomination import nomination, withdrawal
from app.services.voting import annulment, checkpoint
from app.services.voting.slip_printing import print_slips
from app.services.whole import successor
from ballots.checkpoint import ACCOUNTING, BINDINGS, open_checkpoint
from ballots.counting.lots import draw
from ballots.note import decode_note
from ballots.token import Kind
from tests.documents.pictures import text_of
from tests.support.assemblies import Simulation, refused
from tests.support.presidium import PRESIDIUM
from tests.support.records import verify_data
from tests.support.visitors import Site, open_site


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return open_site(tmp_path)


def minutes(site: Site) -> paper.Minutes:
    """What is handed to the printer."""
    issuer = Issuer(settings=site.app.extensions["installation"].settings, wording=wording("fa"))
    with mock.patch.object(paper, "render_minutes") as render, site.held.database.reading() as db:
        print_minutes(issuer, db, site.held.election, site.held.now)
    found: paper.Minutes = render.call_args.args[0]
    return found


def withdraw(held: Simulation, place: int) -> str:
    with held.database.transaction() as db:
        one = nomination.nominations(db, held.election)[place]
        withdrawal.withdraw(db, held.two(), held.election, one.id, "سفر")
    return one.institution.name.fa


def test_who_withdrew_before_freezing_and_who_after_is_told_apart(site: Site) -> None:
    held = site.held.to("reviewing")
    early = withdraw(held, 0)
    held.votes = ((1,), (1,), (2,), (3,), (1, 2))
    held.to("open")
    late = withdraw(held, 3)
    said = minutes_at(site, "tallied")
    assert [(one.institution, one.at is not None) for one in said.withdrawals] == [(early, True)]
    assert [one.institution for one in said.candidates if one.withdrew] == [late]
    assert [(one.institution, one.rank) for one in said.votes if one.standing == "withdrawn"] == [(late, 0)]


def minutes_at(site: Site, phase: str) -> paper.Minutes:
    site.held.to(phase)
    return minutes(site)


def test_what_two_changed_of_the_roll_after_its_instant_is_told(site: Site) -> None:
    held, day = site.held, in_tehran(site.held.now).date()
    with held.database.transaction() as db:
        roll_instant.state(db, held.act(), held.session_id, held.now + timedelta(hours=1))
    held.wait(hours=1)
    gone, former = held.delegates[:2]
    with held.database.transaction() as db:
        roll.remove_delegate(db, held.two(), held.session_id, gone.id, reason="انصراف نهاد")
        substitute.substitute(
            db, held.two(), held.session_id, former.id, name=Names("سهیلا تفتانی"), letter_number="41", letter_day=day
        )
    issuer = Issuer(settings=site.app.extensions["installation"].settings, wording=wording("fa"))
    with held.database.reading() as db:
        removed, replaced = roll_changes(issuer, db, held.value)
    for word in (gone.name.fa, gone.institution.name.fa, "انصراف نهاد"):
        assert word in removed
    for word in ("سهیلا تفتانی", former.name.fa, former.institution.name.fa, "نامهٔ ۴۱"):
        assert word in replaced


def test_who_was_there_by_video_is_told_with_who_stated_it(site: Site) -> None:
    held = site.held.to("frozen")
    first = held.delegates[0]
    with held.database.transaction() as db:
        by_video.mark(db, held.two(), held.session_id, first.id, by_video=True, reason="سفر")
        printing = held.ring.signing[Kind.SLIP]
        held.slips = print_slips(
            db, held.act(), held.election, 7, key_id=printing.key_id, key=printing.private, personal=1
        )
    held.seal()
    at = held.now
    with held.database.transaction() as db:
        by_video.state_present(db, held.act("desk"), held.session_id, [first.id])
        electorate.hand_slip(db, held.act("desk"), held.value.id, first.id)
    for one in held.delegates[1:]:
        with held.database.transaction() as db:
            presence.check_in(db, held.act("desk"), held.session_id, one.id)
            electorate.hand_slip(db, held.act("desk"), held.value.id, one.id)
    held.pass_tests()
    held.open_poll()
    said = minutes_at(site, "tallied")
    presided = PRESIDIUM.chair
    names = (first.name.fa, first.institution.name.fa)
    assert said.attendance.by_video == (paper.SeenAndHeard(stated_by=presided, persons=((*names, at),)),)
    assert [one.institution for one in said.attendance.present if one.by_video] == [names[1]]
    html = render_template("minutes.html", {"minutes": said, "head": said.head, "emblem": ""}, wording("en"))
    assert f"Present by video: 1. {presided}, who presided, stated" in re.sub("<[^>]+>", "", html)
    with held.database.reading() as db:
        issuer = Issuer(settings=site.app.extensions["installation"].settings, wording=wording("fa"))
        (late,) = roll_changes(issuer, db, held.value)
    assert first.name.fa in late and "سفر" in late


def test_who_led_the_session_by_a_code_of_the_day_is_told_and_who_never_came_is_not(site: Site) -> None:
    held = site.held.to("open")
    with held.database.transaction() as db:
        code = chair.give_code(db, held.act(), held.session_id, name="کاوه دماوندی").code
        chair.give_code(db, held.act(), held.session_id, name="مهتاب الوندی")
        chair.enter(db, held.act(), code)
    (told,) = (one for one in minutes_at(site, "tallied").course if "کد روز" in one)
    assert "کاوه دماوندی" in told
    assert "مهتاب الوندی" not in told


def test_nobody_withdrew_when_nobody_did(site: Site) -> None:
    said = minutes_at(site, "tallied")
    assert said.withdrawals == ()
    assert not any(one.withdrew for one in said.candidates)


def test_the_text_of_a_number_stays_when_the_result_is_final(site: Site) -> None:
    final = minutes_at(site, "final")
    site.held.now += timedelta(days=40)
    site.held.draft()
    with refused("session-final"), site.held.database.transaction() as db:
        session.change_session(
            db, site.held.act(), site.held.session_id, presidium=Presidium(chair="دیگری"),
            quorum="second-call", held_on=in_tehran(site.held.now).date(), place=Names("جای دیگر"), agenda="",
        )  # fmt: skip
    assert minutes(site) == final


def test_objections_have_their_end_and_a_waiver_is_told(site: Site) -> None:
    counted = minutes_at(site, "tallied")
    assert (counted.objections_until, counted.objections_waived) == (None, False)
    announced = minutes_at(site, "provisional")
    assert announced.objections_until == site.held.value.objections_until is not None
    final = minutes_at(site, "final")
    assert final == replace(announced, objections_waived=True, objections=final.objections, board=final.board)
    assert len(final.objections) == len(final.candidates)  # each says not to object


def test_lots_stand_in_the_minutes_as_they_were_drawn(site: Site) -> None:
    site.held.votes = ((1, 2), (1, 3), (1, 4), (2, 3), (4,))
    site.held.to("tallied")
    drawn = site.held.draw("0416023597").draws[0]
    with site.held.database.transaction() as db:
        session.change_session(
            db, site.held.two(), site.held.session_id, quorum="second-call", held_on=in_tehran(site.held.now).date(),
            place=Names("تالار"), agenda="",
            presidium=Presidium(first_observer="آناهیتا گلشن‌راد", second_observer="فرهاد بیستون‌پناه"),
        )  # fmt: skip
    said = minutes(site)
    (lots,) = said.lots
    names = {one.number: one.institution for one in said.candidates}
    assert (lots.digits, lots.rank, lots.balls, lots.seed) == ("0416023597", 2, True, drawn.seed)
    assert lots.tied == tuple(names[number] for number in (2, 3, 4))
    assert lots.order == tuple(names[number] for number in drawn.drawn)
    assert lots.announced == drawn.announced is not None
    assert lots.observers == ("آناهیتا گلشن‌راد", "فرهاد بیستون‌پناه")
    assert said.order_lots is not None
    assert said.order_lots.seed.startswith(f"{said.order_lots.digits}./")
    assert (said.order_lots.tied, said.order_lots.order) == ((), ())


def test_what_is_copied_from_the_printed_minutes_repeats_the_draw(site: Site, tmp_path: Path) -> None:
    site.held.votes = ((1, 2), (1, 3), (1, 4), (2, 3), (4,))
    site.held.to("tallied")
    drawn = site.held.draw("0416023597").draws[0]
    for language in ("fa", "ar", "en"):
        issuer = Issuer(settings=site.app.extensions["installation"].settings, wording=wording(language))
        with site.held.database.reading() as db:
            text = text_of(print_minutes(issuer, db, site.held.election, site.held.now), tmp_path)
        seeds = re.findall(r"(?m)^ *([0-9]{10,20}\./[0-9A-F]{64}\./(?:[0-9]+\./)?) *$", text)
        assert len(seeds) == 2, language
        assert seeds[1] == drawn.seed
        assert draw(drawn.seed, 3, 3) == tuple(sorted(drawn.tied).index(number) + 1 for number in drawn.drawn)


def test_the_paper_names_what_the_last_signed_head_names(site: Site, tmp_path: Path) -> None:
    said = minutes_at(site, "final").board
    held = site.held
    with held.database.reading() as db:
        note = checkpoint.need_last(db, held.election).note
    head = open_checkpoint(decode_note(note), held.signer.key(held.election))
    assert (said.last.height, said.last.hash) == (head.head.height, head.head.hash)
    assert (said.accounting, said.bindings) == (head.lines[ACCOUNTING], head.lines[BINDINGS])
    assert said.fingerprint == head.fingerprint
    assert said.board_key == held.signer.published(held.election)
    slip_keys = [(one, key.public) for one, key in held.ring.public.items() if Kind.SLIP in key.kinds]
    assert said.slip_keys == tuple((one, key.public_bytes_raw().hex()) for one, key in slip_keys)
    report = verify_data(held.record(), tmp_path)
    assert report.closing_head is not None
    assert (said.closing.height, said.closing.hash) == (report.closing_head.height, report.closing_head.hash)


def test_every_key_stands_there_with_its_digits_and_its_source(site: Site, tmp_path: Path) -> None:
    said = minutes_at(site, "tallied")
    (print_,) = verify_data(site.held.record(), tmp_path).prints
    assert [(one.name, one.digits) for one in said.trustees] == [print_]
    assert [(one.source, one.is_office, one.rebuilt_from) for one in said.trustees] == [("observer", False, ())]


def test_a_missing_backup_and_a_destroyed_key_are_told(site: Site) -> None:
    said = minutes_at(site, "tallied")
    assert said.backup_waived == "در این آزمون برگهٔ پشتیبان ساخته نمی‌شود."
    assert said.key_destroyed is None
    with site.held.database.transaction() as db:
        find(db, site.held.election).key_destroyed = site.held.now
    assert minutes(site).key_destroyed == site.held.now


def test_a_count_from_before_bindings_names_none(site: Site) -> None:
    minutes_at(site, "tallied")
    with site.held.database.transaction() as db:
        find(db, site.held.election).accounting_file = None
        db.execute(update(Trustee).values(binding=None, head_source=None))
    said = minutes(site)
    assert (said.board.accounting, said.board.bindings) == (None, None)
    assert [one.source for one in said.trustees] == [""]


def test_a_tie_that_is_left_to_a_second_round_is_told_and_what_became_of_that_round(site: Site, tmp_path: Path) -> None:
    held = site.held
    held.votes = ((1, 2), (1, 3), (1, 4), (2, 3), (4,))
    held.to("tallied")
    with held.database.transaction() as db:
        made = successor.second_round(db, held.two(), held.election, title=Names("دور دوم"), tied_alone=True)
    held.publish()
    with held.database.transaction() as db:
        annulment.annul(db, held.two(), made.public_id, reason="یک تعرفه دو بار چاپ شد")
        successor.repeat(db, held.two(), made.public_id, title=Names("تکرار دور دوم"))
    found = minutes(site)
    assert [line.standing for line in found.votes] == ["seated", "left", "left", "left"]
    assert (len(found.left), found.left_seats) == (3, 1)
    assert [("ابطال شد" in one, "روشن می‌کند" in one) for one in found.course] == [(True, False), (False, True)]
    text = text_of(paper.render_minutes(found, wording("fa")), tmp_path)
    assert ("به دور دوم سپرده شد" in text, "مؤثر نبود" in text) == (True, False)


def act_in_hall(site: Site, work: Callable[[Session, Act], object]) -> None:
    with site.held.database.transaction() as db:
        work(db, site.held.act())


def full_day(site: Site) -> None:
    """A day with everything in it: agenda, presentations, a speech, a resolution, a substitute, one who leaves."""
    held = site.held.to("reviewing")
    now = held.value.session
    with held.database.transaction() as db:
        session.change_session(
            db, held.act(), held.session_id, presidium=PRESIDIUM, quorum=now.quorum, held_on=now.held_on,
            place=now.place, agenda="گشایش\nمعرفی نامزدها\nرایزنی\nرأی‌گیری",
        )  # fmt: skip
        speaking_order.announce_order(db, held.act(), held.session_id)
        speaking_order.draw_order(db, held.act(), held.session_id, digits="0416023597")
        substitute.substitute(
            db, held.act(), held.session_id, held.delegates[1].id, name=Names("سهیلا تفتانی"), letter_number="۴۱/ب",
            letter_day=in_tehran(held.now).date(),
        )  # fmt: skip
    held.to("frozen")
    with held.database.reading() as db:
        items = [one.id for one in agenda.agenda(db, held.session_id).items]
        turns = [one.id for one in presentation.presentations(db, held.session_id).turns]

    def begin(item: int) -> None:
        act_in_hall(site, lambda db, act: agenda.start_item(db, act, held.session_id, item))

    begin(items[0])
    begin(items[1])
    for turn in turns:
        with held.database.transaction() as db:
            presentation.start(db, held.act(), held.session_id, turn)
            held.wait(minutes=4)
            presentation.finish(db, held.act(), held.session_id, turn)
    begin(items[2])
    with held.database.transaction() as db:
        one = speech.ask(db, held.act(), held.session_id, items[2], name="پرستو زاگرسی", house="")
        speech.give(db, held.act(), held.session_id, one.id)
        resolution.resolve(db, held.act(), held.session_id, items[2], text="آیین‌نامه پذیرفته شد.", votes=None)
    begin(items[3])
    held.to("open")
    leaver = held.delegates[0]
    with held.database.transaction() as db:
        presence.check_out(db, held.act(), held.session_id, leaver.id, voted=True)
    held.to("provisional")
    act_in_hall(site, lambda db, act: agenda.end_item(db, act, held.session_id, items[3]))


def dotted(paper_said: paper.Minutes) -> list[str]:
    """Every dotted line of the minutes, but for those to sign on."""
    values = {"minutes": paper_said, "head": paper_said.head, "emblem": "", "draft": False}
    return re.findall(r'class="(?:gap|fill)"', render_template("minutes.html", values, wording("fa")))


def test_minutes_of_a_full_day_have_no_dotted_line_but_those_to_sign_on(site: Site) -> None:
    full_day(site)
    said = minutes(site)
    assert dotted(said) == []
    assert [one and one[1] is not None for one in said.dealt] == [True, True, True, True]
    assert [(one.former != one.delegate, one.letter_number) for one in said.substitutes] == [(True, "۴۱/ب")]
    assert len(said.leavers) == 1
    assert all(one.presented for one in said.candidates)
    assert len(said.resolutions) == len(said.speeches) == 1
    assert len(dotted(replace(said, began=None))) == 2  # such lines would be found
