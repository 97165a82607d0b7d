"""The trustee's scripts say of each vector what `ballots` says, and what they make `ballots` takes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from ballots.keyfile import decode_key_file, open_key
from ballots.short import COMPARE, Kind, grouped, short
from ballots.trustees import decode_trustee_key, verify_answer, verify_public_key
from tests.booth.conftest import opened_office, tablet
from tests.support.custody_vectors import FILE, HEAD, HEIGHT, PASSPHRASE, PRIVATE, UUID

KEPT: dict[str, list[dict[str, Any]]] = json.loads(FILE.read_text(encoding="utf-8"))
NONCE = "0123456789abcdef" * 2


@pytest.fixture(scope="module")
def modules(browser: Browser) -> Iterator[Page]:
    """A page that stands open for all tests, for its modules."""
    with opened_office() as office, tablet(browser) as page:
        page.goto(office.address)
        yield page


BINDING = """async ({ public_key, fingerprint, head, alphas, factors, binding }) => {
  const { bindingHolds } = await import('/static/js/trustee/binding.js');
  try { return bindingHolds(binding, public_key, { fingerprint, head, alphas }, factors); }
  catch (error) { if (error instanceof RangeError) return false; throw error; }
}"""


def test_every_binding_is_judged_alike(modules: Page) -> None:
    said = {one["name"]: modules.evaluate(BINDING, one) for one in KEPT["bindings"]}
    assert said == {one["name"]: one["holds"] for one in KEPT["bindings"]}


HEADS = """async ({ texts, uuid, height, hash }) => {
  const { checkClosingHead, readClosingHead } = await import('/static/js/trustee/closing-head.js');
  return texts.map((text) => {
    try { checkClosingHead(readClosingHead(text), uuid, { height, hash }); return 'fits'; }
    catch (error) { return error.message; }
  });
}"""


def test_every_closing_head_is_read_alike(modules: Page) -> None:
    texts = [one["text"] for one in KEPT["heads"]]
    said = modules.evaluate(HEADS, {"texts": texts, "uuid": UUID, "height": HEIGHT, "hash": HEAD})
    names = [one["name"] for one in KEPT["heads"]]
    assert dict(zip(names, said, strict=True)) == {one["name"]: one["verdict"] for one in KEPT["heads"]}


OPEN = """async ({ text, passphrase }) => {
  const { openKeyFile } = await import('/static/js/trustee/key-file.js');
  try { return ['opens', String((await openKeyFile(text, passphrase)).secret)]; }
  catch (error) { return [error.message.replace('key-', '')]; }
}"""


def test_every_key_file_is_opened_alike(modules: Page) -> None:
    for one in KEPT["key_files"]:
        said, *secret = modules.evaluate(OPEN, one)
        assert said == one["verdict"], one["name"]
        assert secret == ([str(PRIVATE)] if said == "opens" else [])


MAKE = """async ({ secret, passphrase, use, nonce }) => {
  const { sealKey } = await import('/static/js/trustee/key-file.js');
  const { answerTest, trusteeKeyText } = await import('/static/js/trustee/key.js');
  const { printOf } = await import('/static/js/trustee/print.js');
  const key = BigInt(secret);
  const text = trusteeKeyText(key, 'هما');
  return [await sealKey(key, passphrase, use), text, answerTest(key, nonce, use.election),
    printOf(JSON.parse(text).public_key)];
}"""


@pytest.mark.parametrize("head", [None, HEAD])
def test_what_the_browser_makes_is_taken(modules: Page, head: str | None) -> None:
    use = {"election": "A" * 43, "head": head}
    file, text, answer, said = modules.evaluate(
        MAKE, {"secret": str(PRIVATE), "passphrase": PASSPHRASE, "use": use, "nonce": NONCE}
    )
    read = decode_key_file(file.encode())
    assert open_key(read, PASSPHRASE) == PRIVATE
    assert (read.election, read.head) == ("A" * 43, head)
    key = decode_trustee_key(text.encode())
    verify_public_key(key)
    verify_answer(answer.encode(), key, NONCE, "A" * 43)
    assert said == grouped(short(Kind.KEY, str(key.public_key), COMPARE))
