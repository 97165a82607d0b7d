"""Pages with their scripts as the sources have them, module by module, so that a test can exchange one of them.

The page's bundle is answered by a few lines that load the modules of static/js/build/pages.json, and each of them from
the folder of the sources.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from playwright.sync_api import Page, Route

ROOT = Path(__file__).resolve().parents[2]
BUNDLE = re.compile(r"/static/([a-z-]+)-[A-Z0-9]{8}\.js$")
SOURCE = re.compile(r"/static/((?:js|vendor)/[a-z0-9./_-]+\.js)$")
LOADER = """for (const module of %s) {
  const script = document.createElement('script');
  script.type = 'module';
  script.async = false;
  script.src = `/static/js/${module}.js`;
  document.head.append(script);
}"""


def from_sources(page: Page) -> None:
    """Let the page load its modules one by one from now on; what binds it to its bundle is taken off."""
    page.route("**", _unbind)
    page.route(SOURCE, _read)
    page.route(BUNDLE, _load)


def exchange(page: Page, place: str, honest: str, other: str) -> None:
    """Let the page load the module at `place` (a pattern of its address) with `other` where `honest` stands."""

    def answer(route: Route) -> None:
        source = source_at(route.request.url)
        assert honest in source, f"{place} has changed: {honest}"
        route.fulfill(body=source.replace(honest, other), content_type="text/javascript")

    from_sources(page)
    page.route(place, answer)


def source_at(address: str) -> str:
    """The source of the module at this address."""
    found = SOURCE.search(address)
    if found is None:
        raise ValueError(address)
    return (ROOT / "static" / found[1]).read_text("utf-8")


def _unbind(route: Route) -> None:
    if route.request.resource_type != "document" or route.request.method != "GET":
        route.fallback()
        return
    answer = route.fetch()
    route.fulfill(response=answer, body=answer.body().replace(b" integrity=", b" data-integrity="))


def _read(route: Route) -> None:
    route.fulfill(body=source_at(route.request.url), content_type="text/javascript")


def _load(route: Route) -> None:
    found = BUNDLE.search(route.request.url)
    pages = json.loads((ROOT / "static" / "js" / "build" / "pages.json").read_text("utf-8"))
    script = pages["scripts"][found[1]] if found else {}
    if not script or script.get("early"):
        route.fallback()
    else:
        modules = [one for name in script["modules"] for one in pages["lists"].get(name, [name])]
        route.fulfill(body=LOADER % json.dumps(modules), content_type="text/javascript")
