"""The one place that knows which HTTP status and which words an error gets."""

from __future__ import annotations

from datetime import date, datetime

from flask import (
    Flask,
    Response,
    current_app,
    g,
    jsonify,
    make_response,
    render_template,
    request,
    template_rendered,
    url_for,
)
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, SecurityError

from app.services.acts.refusal import Refused
from ballots.errors import BallotsError

_ = lazy_gettext
TEXTS = {
    "accounting-unbalanced": (409, _("The slips do not balance. Count again, or write the reason.")),
    "answers-alike": (409, _("Nobody can tell these names apart or read one: %(names)s. Please correct the register.")),
    "appeal-same": (403, _("Who rejected the nomination does not decide on the appeal. Please ask other officers.")),
    "appeal-spent": (409, _("The appeal has been decided. There is no second one.")),
    "appeals-open": (409, _("A rejected institution may still appeal until %(deadline)s.")),
    "archive-missing": (404, _("The board of this election is still empty. It begins when the slips are confirmed.")),
    "backup-final": (409, _("Voting is open: the backup that is there is final. Its sheets are still good.")),
    "backup-invalid": (400, _("This does not fit the backup of the key. Please compare the sheet, or make it again.")),
    "backup-missing": (
        409,
        _("No tested backup of the key of %(names)s. Let every keeper test a sheet, or write why you do without."),
    ),
    "ballot-challenged": (409, _("This vote was opened for a test and can no longer be cast. Please choose again.")),
    "ballot-invalid": (400, _("This ballot is damaged. Nothing was cast. Please choose again.")),
    "balls-count": (400, _("Please enter exactly %(number)s digits, one for each ball. Their number was announced.")),
    "board-altered": (409, _("What is on the board is not what was cast. The count is stopped. Call the observers.")),
    "booklet-printing": (503, _("The booklet is being printed. Please ask for it again in a minute.")),
    "candidates-missing": (409, _("At least %(least)s candidates must be accepted first.")),
    "challenge-unknown": (404, _("No opened vote of this election has this tracker. Compare it with what was noted.")),
    "challenges-many": (
        429,
        _("%(most)s votes of this slip were opened for tests already; no more can be. You can still vote with it."),
    ),
    "countersign-role": (403, _("The role of the second officer does not include this act.")),
    "countersign-same": (403, _("The second officer must be another person than you.")),
    "code-wrong": (
        403,
        _("This code is not right, or it was used already. Enter the six digits that your app shows now."),
    ),
    "credential-unknown": (403, _("This slip does not belong to this election.")),
    "deadline-earlier": (400, _("A deadline can only be moved later than %(deadline)s.")),
    "deadline-passed": (
        409,
        _("The deadline passed on %(deadline)s. Please ask the secretariat whether it can be extended."),
    ),
    "decided-meanwhile": (
        409,
        _("%(by)s has changed this nomination in the meantime. Look below at what was done before you decide."),
    ),
    "decision-unknown": (400, _("Please choose one of the decisions.")),
    "decryption-invalid": (
        400,
        _(
            "This decryption was not taken: it is damaged, or not of this key and these sums. Nothing was put on the "
            "board. Please make it again with your key file and hand it in again."
        ),
    ),
    "decryption-wrong": (
        409,
        _(
            "With this decryption the sums give no possible result. Nothing was put on the board. Please hand it in "
            "again; if it is refused again, call the officers and the observers."
        ),
    ),
    "delegate-absent": (409, _("This delegate has not been checked in.")),
    "delegate-duplicate": (409, _("This institution already has a delegate on the roll.")),
    "delegate-no-slip": (409, _("No slip is recorded for this delegate.")),
    "delegate-slip-handed": (409, _("This delegate already has a slip.")),
    "draft-changed": (
        409,
        _("This page was changed on another device on %(at)s. What you typed here is not kept yet."),
    ),
    "draft-long": (400, _("This is more text than a dossier can hold. Please shorten it.")),
    "election-closed": (403, _("Voting has been closed.")),
    "election-not-open": (403, _("Voting has not been opened yet.")),
    "institution-duplicate": (409, _("An institution of this name is already registered in this province.")),
    "invitation-expired": (403, _("This invitation ended on %(until)s. Please ask the office for a new one.")),
    "invitation-invalid": (
        403,
        _("This link is not valid. If you typed it, compare it with the sheet, or ask the office for a new one."),
    ),
    "invitation-used": (409, _("An account has already been made with this invitation. Please sign in.")),
    "key-final": (
        409,
        _(
            "There is a key here already: %(print)s. The first key is final. If it is not yours, somebody else used "
            "your invitation: do not go on, and tell two officers and the observers."
        ),
    ),
    "key-invalid": (400, _("This key is damaged. Please make it again.")),
    "key-known": (409, _("This key belongs to an earlier election. A key serves one election: please make a new one.")),
    "key-name": (400, _("This key carries another name. Make it again, with the name exactly as it stands here.")),
    "keys-dependent": (
        409,
        _(
            "This key cannot be used, since it can be guessed or undoes another one: %(names)s. Remove the trustee and "
            "invite again."
        ),
    ),
    "keys-kept": (
        409,
        _("These trustees must first destroy key file, copies and sheets: %(names)s. Tick it when they have said so."),
    ),
    "last-way-in": (409, _("This is the only way into your account. Please add another one first.")),
    "letter-not-ready": (409, _("This letter is not in a state that allows this act.")),
    "letter-signatory": (403, _("A letter is issued by a signatory who did not draft it.")),
    "list-changed": (
        409,
        _("The list of candidates has changed since it was announced. Announce it anew, then draw the balls anew."),
    ),
    "lots-drawn": (409, _("This tie has been drawn with the digits %(digits)s. The first draw counts.")),
    "lots-not-needed": (409, _("There is no tie that decides a seat. No lot is needed.")),
    "lots-pending": (409, _("A tie must first be decided by lot.")),
    "lots-unannounced": (
        409,
        _("The tie must first be put before the hall. Balls that were drawn before that do not count."),
    ),
    "nomination-closed": (409, _("Candidates can no longer be entered.")),
    "nomination-duplicate": (409, _("This institution is already a candidate.")),
    "nomination-sent": (
        409,
        _("The dossier has been handed in. If something must be mended, the secretariat returns it."),
    ),
    "nominations-waiting": (409, _("%(count)s nominations still wait for a decision.")),
    "not-found": (404, _("What you look for is not here.")),
    "objections-open": (409, _("Objections are taken until the end of %(until)s. Sooner: tick that they were waived.")),
    "observer-candidate": (409, _("A person of this name represents a candidate, and cannot be an observer.")),
    "office-first": (
        409,
        _("The key that the office keeps hands in first. Please come back when the secretariat has used it."),
    ),
    "officer-last": (409, _("Somebody must remain who can admit officers. First make another one an administrator.")),
    "order-unannounced": (
        409,
        _("The list of candidates must first be announced. Balls that were drawn before that do not count."),
    ),
    "passkey-failed": (403, _("The passkey was not taken. Please try again, or sign in with your password.")),
    "passkey-unknown": (403, _("This passkey opens no account here. It may have been removed.")),
    "passphrase-weak": (400, _("Please use at least %(least)s characters.")),
    "passphrase-wrong": (403, _("The passphrase is not right.")),
    "password-common": (400, _("This password is easy to guess. Three or four unusual words make a good one.")),
    "password-name": (400, _("Please do not use the user name or the name of the institution as the password.")),
    "password-wrong": (403, _("This is not your present password.")),
    "phase-wrong": (409, _("The election has moved on. This act is not possible in its present phase.")),
    "quorum-missing": (409, _("The quorum is not reached: %(present)s present, %(quorum)s needed.")),
    "reason-missing": (400, _("Please give a reason, and say it in words.")),
    "registration-later": (409, _("Registration opens on %(opens)s.")),
    "reserve-used": (409, _("This reserve key serves another election now. Hand this in on your page of that one.")),
    "revote-drawn": (409, _("Slips are drawn, so none may vote again: save the settings, which switches that off.")),
    "roll-closed": (409, _("Voting is closed. The roll can no longer be changed.")),
    "roll-frozen": (409, _("The election is frozen. Nobody can be added to the roll any more.")),
    "serial-unknown": (404, _("No slip here has this serial. Compare it with the slip; it has 8 characters.")),
    "serial-wrong": (
        400,
        _("This is not a serial. It has 8 letters and digits and stands on the outer half of the slip."),
    ),
    "session-final": (409, _("The result is final and the minutes say what stands here. It cannot be changed.")),
    "setup-missing": (409, _("Your key is tested after the slips are confirmed. Please come back then.")),
    "sheet-cell": (
        400,
        _("A cell holds more than %(most)s characters. Please look for text that does not belong there."),
    ),
    "sheet-columns": (400, _("The list has more than %(most)s columns. Please use the template.")),
    "sheet-damaged": (400, _("This file cannot be read. Please open it in your spreadsheet and save it anew.")),
    "sheet-empty": (400, _("There is no row in this file. Institutions stand below the headings.")),
    "sheet-head": (400, _("No column for the names is found. The first row must hold the headings of the template.")),
    "sheet-large": (400, _("This file is too large: at most %(most)s megabytes. Please divide it.")),
    "sheet-rows": (400, _("The list has more than %(most)s rows. Please divide it into several files.")),
    "sheet-type": (400, _("This is not a table. Please save the list as XLSX or CSV in your spreadsheet.")),
    "sign-in-failed": (403, _("Name and password do not fit together.")),
    "sign-in-paused": (429, _("Too many tries. Please wait %(minutes)s minutes.")),
    "slip-expired": (403, _("This slip has expired.")),
    "slip-foreign": (403, _("This slip belongs to another election.")),
    "slip-forged": (403, _("This is not a genuine slip.")),
    "slip-used": (409, _("A vote has already been cast with this slip.")),
    "slip-used-reason": (409, _("A slip on the table had a vote: %(serials)s. Write what the presidium ruled.")),
    "slip-void": (403, _("This slip has been declared void.")),
    "slips-credential": (
        400,
        _(
            "Slip \u2068%(serial)s\u2069 carries a number that no voter may hold: it is not valid, stands twice, or "
            "everybody knows its secret. No slip was taken. Have all slips made anew."
        ),
    ),
    "slips-foreign": (409, _("These slips were made for another election.")),
    "slips-invalid": (400, _("This is not the file credentials.json, or it is damaged.")),
    "slips-key": (409, _("The number or the key of these slips belongs to others already. Have all slips made anew.")),
    "slips-missing": (409, _("The slips must first be printed and confirmed.")),
    "slips-printed": (409, _("The slips have been made already. Tick the box if they are to be made anew.")),
    "slips-sealed": (409, _("The slips are confirmed. None can be printed any more.")),
    "slips-secret": (
        400,
        _("This file holds the secrets of the slips. Have all slips made anew, then choose credentials.json."),
    ),
    "slips-too-few": (400, _("At least %(least)s slips are needed, one for each delegate on the roll.")),
    "slips-too-many": (400, _("For this roll at most %(most)s slips can be made. Please check the number.")),
    "slips-weight": (
        409,
        _(
            "Each slip is one vote, as the roll says. Slip \u2068%(serial)s\u2069 would count for more (%(count)s such "
            "slips in all). No slip was taken."
        ),
    ),
    "small-group": (409, _("With fewer than %(least)s ballots the sums could reveal votes. They are not counted.")),
    "test-wrong": (
        400,
        _("This is not the answer of your key to the last test, or it has served already. Please do the check again."),
    ),
    "timetable-begun": (
        409,
        _("Registration began on %(at)s. A deadline can still be extended, with a reason."),
    ),
    "timetable-day": (400, _("This deadline falls on a day on which offices are closed (Thursday or Friday).")),
    "timetable-order": (400, _("This must come after the step before it.")),
    "timetable-short": (400, _("At least %(least)s working days must lie between this and the step before it.")),
    "trustee-duplicate": (409, _("A trustee of this name is already there.")),
    "trustees-missing": (409, _("Each trustee must first have made a key.")),
    "trustees-unchecked": (
        409,
        _("The slips are confirmed. Now each trustee must test the key, at the link of the invitation."),
    ),
    "two-officers-needed": (403, _("This act needs two different officers.")),
    "upload-active": (400, _("This PDF is locked, or it holds a script or another file. Please save it anew as PDF.")),
    "upload-damaged": (400, _("This file is damaged or incomplete. Please make it again.")),
    "upload-empty": (400, _("This file is empty.")),
    "upload-kind": (400, _("This kind of file is not taken. Please choose one of the kinds named here.")),
    "upload-large": (400, _("This file is larger than %(most)s megabytes. Please make it smaller.")),
    "upload-pixels": (400, _("This picture has more than %(most)s megapixels. Please make it smaller.")),
    "upload-quota": (400, _("All files of a dossier together may have %(most)s megabytes. Please remove one first.")),
    "username-taken": (409, _("This user name is taken.")),
    "username-wrong": (400, _("Please use 3 to 40 Latin letters, digits, dots or hyphens, without spaces.")),
}
"""Status and words of each refusal."""

WITH_SERIAL = {
    "serial-unknown": _("No slip of this election has the serial \u2068%(serial)s\u2069. Compare it with the slip."),
    "slip-used": _(
        "A vote was cast with the slip \u2068%(serial)s\u2069. If it was never handed out, the count stops until the "
        "presidium has ruled: call the observers."
    ),
    "slip-void": _("The slip \u2068%(serial)s\u2069 was declared void or spoiled before. It is counted there."),
}
"""Words of refusals about a slip that an officer named."""

_DESK = _("Please ask at the desk of the session.")
ADVICE = {
    "credential-unknown": _DESK,
    "election-closed": _("No vote can be cast any more. With any question please turn to the officers of the session."),
    "election-not-open": _("Please keep your slip and come back when the presidium has opened the voting."),
    "slip-expired": _DESK,
    "slip-foreign": _DESK,
    "slip-forged": _DESK,
    "slip-used": _("If you have not voted yet, please call the officers of the session."),
    "slip-void": _("Please ask for another slip at the desk of the session."),
}
"""What a delegate at a booth does next."""

HTTP_TEXTS = {
    400: (_("This request is not complete"), _("Something in it was missing or damaged. Nothing was changed.")),
    403: (_("This page is not open to you"), _("Your role does not include this act. Ask the secretary.")),
    404: (_("This page is not here"), _("The address may be mistyped, or the page was moved.")),
    405: (_("This cannot be done here"), _("Go back and use the button on the page.")),
    409: (_("This cannot be done now"), _("Something has changed meanwhile. Go back and look again.")),
    413: (_("This is too large"), _("What was sent is larger than this page takes. Nothing was changed.")),
    429: (_("Too many tries"), _("Please wait a few minutes.")),
    500: (_("Something went wrong on our side"), _("Nothing was lost. Please tell the office this number: %(number)s")),
}


_PROTOCOL = _(
    "What was sent breaks a rule of the protocol (%(code)s). Nothing was changed. Please make it again; if it is "
    "refused again, call the officers and tell them this code."
)
"""What any error of the protocol says that no service turned into a refusal of its own."""


def status_of(refused: Refused) -> int:
    """The HTTP status of a refusal."""
    return TEXTS[refused.code][0]


def words_of(refused: Refused) -> str:
    """What a refusal says, in the language of the page."""
    facts = {name: _written(value) for name, value in refused.facts.items()}
    text = WITH_SERIAL.get(refused.code) if "serial" in facts else None
    return str(text or TEXTS[refused.code][1]) % {"": "", **facts}


def _written(fact: object) -> object:
    """Numbers, digits, days and several persons as the page writes them."""
    from app.web.i18n import day_and_clock, digits, jalali

    if isinstance(fact, datetime):
        return day_and_clock(fact)
    if isinstance(fact, date):
        return jalali(fact)
    if isinstance(fact, tuple):
        return gettext(", ").join(fact)
    return digits(fact) if isinstance(fact, int) or (isinstance(fact, str) and fact.isdecimal()) else fact


def install(app: Flask) -> None:
    """Let every error end in a page, or in JSON where a script asked."""
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(BallotsError, _protocol)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)
    template_rendered.connect(_note_form_errors, app)
    app.after_request(_tell_form_errors)


def _note_form_errors(_app: Flask, context: dict[str, object], **_more: object) -> None:
    """A page that shows a form with errors answers with a status that says so; `show_refusal` may have set another."""
    if any(isinstance(value, FlaskForm) and value.errors for value in context.values()):
        g.setdefault("form_status", 422)


def _tell_form_errors(response: Response) -> Response:
    if response.status_code == 200:
        response.status_code = g.get("form_status", 200)
    return response


def _refused(error: Refused) -> Response:
    status = status_of(error)
    return _answer(status, HTTP_TEXTS.get(status, HTTP_TEXTS[400])[0], words_of(error), error.code)


def _protocol(error: BallotsError) -> Response:
    """No error of the protocol is a fault of the program: it says what is wrong with what it was given."""
    number = g.get("request_number", "-")
    current_app.logger.warning("request %s is against the protocol: %s", number, error.code)
    return _answer(400, HTTP_TEXTS[400][0], str(_PROTOCOL) % {"code": error.code}, error.code)


def _csrf(_error: CSRFError) -> Response:
    text = gettext("This page was open for too long. Load it again and repeat the act; nothing was changed.")
    return _answer(400, HTTP_TEXTS[400][0], text, "page-expired")


def _http(error: HTTPException) -> Response:
    if error.code is None or error.code < 400:
        return make_response(error.get_response())
    if isinstance(error, SecurityError):  # a foreign Host: no address of a page can be made from it
        return make_response(str(HTTP_TEXTS[400][0]), 400, {"Content-Type": "text/plain; charset=utf-8"})
    title, text = HTTP_TEXTS.get(error.code, HTTP_TEXTS[400])
    return _answer(error.code, title, text, f"http-{error.code}")


def _unexpected(error: Exception) -> Response:
    number = g.get("request_number", "-")
    current_app.logger.error("request %s failed: %s", number, type(error).__name__, exc_info=error)
    title, text = HTTP_TEXTS[500]
    return _answer(500, title, str(text) % {"number": number}, "internal")


def _answer(status: int, title: object, text: object, code: str) -> Response:
    by_script = request.is_json or request.accept_mimetypes.best == "application/json"
    if request.method == "POST" and (by_script or request.path.startswith(("/B/", "/trustees/"))):
        advice = ADVICE.get(code, "") if request.path.startswith("/B/") else ""
        response = jsonify(error=code, message=f"{text} {advice}".rstrip())
        response.status_code = status
        return response
    zone = _zone()
    page = render_template(
        "errors/error.html", status=status, title=title, text=text, zone=zone,
        back=url_for({"office": "office.home", "institution": "institution.start"}.get(zone, "public.home")),
        back_text=gettext("Back to the start") if zone == "public" else gettext("Back to my work"),
    )  # fmt: skip
    return make_response(page, status)


def _zone() -> str:
    """The zone whose frame an error gets: that of who is signed in there, else the public one."""
    if g.get("officer") and request.path.startswith("/office") and "office" in current_app.blueprints:
        return "office"
    signed_in = g.get("account") and request.path.startswith("/own") and "institution" in current_app.blueprints
    return "institution" if signed_in else "public"
