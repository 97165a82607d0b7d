"""The HTTP defences of every answer: headers, cookies, CSRF, trusted hosts, size limits."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, Response, g, request
from flask_wtf import CSRFProtect
from werkzeug.exceptions import BadRequest, Forbidden

from app.config import Settings

POLICY = "; ".join((
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "font-src 'self'",
    "connect-src 'self'", "worker-src 'self'", "manifest-src 'self'", "form-action 'self'", "frame-ancestors 'none'",
    "base-uri 'none'",
))  # fmt: skip
READING = POLICY.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'")
"""The policy of the one script that compiles WebAssembly, in the worker that reads codes before the booth's camera: a
worker obeys the policy of its script, so no page has this one."""
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
LARGEST_REQUEST = 2 * 1024 * 1024
LARGER = {
    "office.assembly_list": 5 * 1024 * 1024, "office.letterhead": 9 * 1024 * 1024,
    "office.slips_take": 80 * 1024 * 1024, "office.intakes": 5 * 1024 * 1024, "institution.part": 34 * 1024 * 1024,
}  # fmt: skip
"""Endpoints that take files, and how large; files go to the disk, not into memory."""
FROM_ANYWHERE = {"public.verdict": "app.views.public.challenge.verdict"}
"""Endpoints, and their views, whose posts need neither this site's page nor its token: what they bring proves itself.

A verdict comes from a device that did not get its page here, and its key is known only to who opened the ballot.
"""
WITHOUT_TOKEN = {
    **{f"booth.{name}": f"app.views.booth.ballot.{name}" for name in ("cast", "challenge")},
    **{f"booth.{name}": f"app.views.booth.tablet.{name}" for name in ("enrol", "alive", "report", "leave")},
    **{
        f"booth.{name}": f"app.views.booth.paper.{name}"
        for name in ("paper_begin", "paper_entry_of", "paper_look", "paper_aside", "paper_ended")
    },
}
"""Endpoints, and their views, whose posts come from this site's pages alone (`_from_here`) and bring no token: none of
them changes anything by who has signed in here. A ballot comes without cookie and token, which would tell tablets
apart."""


def install(app: Flask, settings: Settings) -> None:
    """Put the defences on."""
    app.config.update(
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        MAX_FORM_MEMORY_SIZE=LARGEST_REQUEST,
        TRUSTED_HOSTS=list(settings.hosts),
        SESSION_COOKIE_NAME=cookie_name(settings, "majma"),
        SESSION_COOKIE_SECURE=settings.secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        SESSION_COOKIE_PATH="/",
        WTF_CSRF_TIME_LIMIT=None,  # worth as long as its session: no clock ends a tablet's page
        WTF_CSRF_SSL_STRICT=False,
    )
    app.jinja_env.globals["open_line"] = settings.line == "open"
    app.wsgi_app = _host_in_small_letters(app.wsgi_app)  # type: ignore[method-assign, assignment]
    app.before_request_funcs.setdefault(None, []).insert(0, _number)
    protect = CSRFProtect(app)
    for view in (*FROM_ANYWHERE.values(), *WITHOUT_TOKEN.values()):
        protect.exempt(view)
    app.before_request(_from_here)
    app.after_request(_dress)
    if settings.secure and settings.hall_root is None:
        app.after_request(_stay_secure)


def cookie_name(settings: Settings, name: str) -> str:
    """A cookie's name: browsers send a host's cookies to all its ports, so each zone has its own."""
    own = f"{name}-{settings.name}" if settings.name else name
    return f"__Host-{own}" if settings.secure else own


def _host_in_small_letters(inner: WSGIApplication) -> WSGIApplication:
    """Take the host's name as names of hosts are taken, in whatever case: it is compared with those of the settings."""

    def answer(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        if "HTTP_HOST" in environ:
            environ["HTTP_HOST"] = environ["HTTP_HOST"].lower()
        return inner(environ, start)

    return answer


def _from_here() -> None:
    """Refuse a change that another site's page asks for, and a NUL, which no database text holds."""
    is_ours = request.headers.get("Sec-Fetch-Site", "same-origin") in ("same-origin", "none")
    if request.method == "POST" and not is_ours and request.endpoint not in FROM_ANYWHERE:
        raise Forbidden
    typed = (request.path, *(text for _, text in (*request.args.items(multi=True), *request.form.items(multi=True))))
    if any("\0" in text for text in typed):
        raise BadRequest


def _number() -> None:
    """Number the request, so that a page of an error and the line in the log can be put together; set its limit."""
    g.request_number = secrets.token_hex(4)
    request.max_content_length = largest_here()


def largest_here() -> int:
    """How large a body the page of this request takes, in bytes."""
    return LARGER.get(request.endpoint or "", LARGEST_REQUEST)


def _dress(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint in FROM_ANYWHERE:
        response.headers["Access-Control-Allow-Origin"] = "*"
    if "public" not in response.headers.get("Cache-Control", ""):
        response.headers["Cache-Control"] = "no-store"
    return response


def _stay_secure(response: Response) -> Response:
    """Let browsers ask this host by https alone for a year, all its ports.

    Not where the certificate is a hall's own: its root is made anew one day, its name may be that of the page without
    TLS that brings the new one, and who has to get it could then neither reach that page nor pass the warning.
    """
    response.headers["Strict-Transport-Security"] = "max-age=31536000"
    return response
