"""The page of an error: the one place that knows which HTTP status, which words and which way back it gets."""

from __future__ import annotations

from urllib.parse import quote

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

from app.db import is_away
from app.language.catalogue import wording
from app.language.message import N_
from app.language.text import LANGUAGES
from app.services.acts.away import AGAIN_IN, DATABASE_AWAY
from app.services.acts.disk import DISK_FULL
from app.services.acts.refusal import Refused, words_in
from app.web import disk
from app.web.i18n import at_booth, language_in_address, locale_code
from app.web.zones import served
from ballots.errors import BallotsError

_ = lazy_gettext
HTTP_TEXTS = {
    400: (_("This request is not complete"), _("Something in it was missing or damaged. Nothing was changed.")),
    403: (_("This page is not open to you"), _("Your role does not include this act. Ask the secretary.")),
    404: (_("This page is not here"), _("The address may be mistyped, or the page was moved.")),
    405: (_("This cannot be done here"), _("Go back and use the button on the page.")),
    409: (_("This cannot be done now"), _("Something has changed meanwhile. Go back and look again.")),
    413: (_("This is too large"), _("What was sent is larger than this page takes. Nothing was changed.")),
    429: (_("Too many tries"), _("Please wait a few minutes.")),
    507: (_("The disk of the server is full"), _("Nothing was changed. Whoever keeps the computer makes room.")),
    503: (_("Too much at once"), _("Please try again in a few seconds.")),
    500: (_("Something went wrong on our side"), _("Nothing was lost. Please tell the office this number: %(number)s")),
}


_NOT_HERE = N_("This address is not the right one")
_ELSEWHERE = N_("This system is not reached under the address that your device asked for. It is here:")
_PRINTED_EARLIER = N_("If you came here by a code that was printed earlier, ask the officers for a new one.")


_PROTOCOL = _(
    "What was sent breaks a rule of the protocol (%(code)s). Nothing was changed. Please make it again; if it is "
    "refused again, call the officers and tell them this code."
)
"""What any error of the protocol says that no service turned into a refusal of its own."""


def status_of(refused: Refused) -> int:
    """The HTTP status of a refusal."""
    return refused.why.status


def words_of(refused: Refused) -> str:
    """What a refusal says, in the language of the page."""
    return words_in(refused, wording(locale_code()))


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
    return _again(response, g.get("refusal"))


def _refused(error: Refused) -> Response:
    status = status_of(error)
    title = HTTP_TEXTS.get(status, HTTP_TEXTS[400])[0]
    response = _answer(status, title, words_of(error), error.code, error.why.advice)
    return _again(response, error)


def _again(response: Response, error: Refused | None) -> Response:
    """Say when to come again, where a refusal knows it: scripts wait so long and ask again, without asking a person."""
    seconds = error.facts.get("seconds") if error is not None else None
    if isinstance(seconds, int):
        response.headers["Retry-After"] = str(seconds)
    return response


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
        return _elsewhere()
    title, text = HTTP_TEXTS.get(error.code, HTTP_TEXTS[400])
    return _answer(error.code, title, text, f"http-{error.code}")


def _elsewhere() -> Response:
    """Where this installation is found, in all languages: nobody knows which one such a reader chose.

    Nothing of the host that was asked for comes back, and no address of a page is made from it.
    """
    here = served().settings.here
    if _by_script():
        response = jsonify(error="other-address", message=f"{gettext(_ELSEWHERE)} {here}")
    else:
        pages = [
            (one.locale, one.direction, *map(one.gettext, (_NOT_HERE, _ELSEWHERE, _PRINTED_EARLIER)))
            for one in map(wording, LANGUAGES)
        ]
        path = quote(request.path) if request.method == "GET" else "/"
        response = make_response(render_template("errors/elsewhere.html", here=here, path=path, pages=pages))
    response.status_code = 421
    return response


def _unexpected(error: Exception) -> Response:
    if disk.is_full(error):
        disk.note_full()
        return _refused(Refused(DISK_FULL))
    if is_away(error):
        return _away(error)
    number = g.get("request_number", "-")
    current_app.logger.error("request %s failed: %s", number, type(error).__name__, exc_info=error)
    title, text = HTTP_TEXTS[500]
    return _answer(500, title, str(text) % {"number": number}, "internal")


def _away(error: Exception) -> Response:
    """A page without anything of the database; who asks again in some seconds is answered."""
    current_app.logger.error("the database does not answer: %s", str(error).splitlines()[0])
    refused = Refused(DATABASE_AWAY, seconds=AGAIN_IN)
    try:
        return _refused(refused)
    except Exception as another:  # the frame of a page may ask the database, too
        if not is_away(another):
            raise
    response = make_response(words_of(refused), DATABASE_AWAY.status)
    response.mimetype = "text/plain"
    return _again(response, refused)


def _answer(status: int, title: object, text: object, code: str, advice: str = "") -> Response:
    if _by_script():
        told = gettext(advice) if advice and request.path.startswith(("/B/", "/T/")) else ""
        response = jsonify(error=code, message=f"{text} {told}".rstrip())
        response.status_code = status
        return response
    zone = _zone()
    page = render_template(
        "errors/error.html", status=status, title=title, text=text, zone=zone, back=_back(zone, status),
        back_text={"public": gettext("Back to the start"), "booth": gettext("Back to the booth")}.get(
            zone, gettext("Back to my work")
        ),
    )  # fmt: skip
    return make_response(page, status)


def _back(zone: str, status: int) -> str:
    """Where the one button of an error leads; from a booth to what was asked for, or else to the tablet's own page."""
    if zone != "booth":
        return url_for({"office": "office.home", "institution": "institution.start"}.get(zone, "public.home"))
    asked = request.endpoint if request.method == "GET" and status >= 429 else None
    own = asked if asked and request.blueprint == "booth" else "booth.tablet"
    values = request.view_args or {} if own == asked else {}
    return url_for(own, **values, language=language_in_address())


def _by_script() -> bool:
    """Whether a script asks, which reads JSON."""
    wants = request.is_json or request.accept_mimetypes.best == "application/json"
    return request.method == "POST" and (wants or request.path.startswith(("/B/", "/T/", "/trustees/")))


def _zone() -> str:
    """The zone whose frame an error gets: the booth's, which leads nowhere else; that of who is signed in; the public.

    A tablet's cookie is not sent with a booth's address, so the address says it; and a process of booths alone has
    nothing else to show.
    """
    if at_booth() or served().settings.zones == ("booth",):
        return "booth"
    if g.get("officer") and request.path.startswith("/office") and "office" in current_app.blueprints:
        return "office"
    signed_in = g.get("account") and request.path.startswith("/own") and "institution" in current_app.blueprints
    return "institution" if signed_in else "public"
