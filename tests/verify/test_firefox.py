"""check.html in Firefox, from the disk: the same verdicts as in Chromium.

Firefox is 300 MB that nothing else here needs, so no command installs it; where `firefox` or `firefox-esr` is on the
path, this test runs. A release is not made without it.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import loops
from tests.verify.changes import good
from tests.verify.firefox import PAGE, opened, program

pytestmark = [
    pytest.mark.prove,
    pytest.mark.skipif(program() is None, reason="needs Firefox on the path: apt-get install firefox-esr"),
]
FORGED = Path(__file__).with_name("forged-4-2-0-reads-0-6-0.bel")


async def verdicts(*records: Path) -> list[str]:
    """The titles of the verdicts, each on a page just opened, and whether anything was asked of a network."""
    async with opened(PAGE) as firefox:
        said = []
        for record in records:
            await firefox.ask("browsingContext.reload", context=firefox.context, wait="complete")
            said.append(await firefox.check(record))
            asked = await firefox.evaluate("performance.getEntriesByType('resource').map((one) => one.name).join(' ')")
            said.append(asked["value"])
        return said


def test_the_page_says_in_firefox_what_it_says_in_chromium(tmp_path: Path) -> None:
    whole = good()[1]
    (tmp_path / "good.record.zip").write_bytes(whole.packed())
    changed = whole.with_files(bindings=whole.files["bindings.json"].replace(b'"owner":1', b'"owner":2', 1))
    (tmp_path / "broken.record.zip").write_bytes(changed.packed())
    said = loops.run(verdicts(tmp_path / "good.record.zip", tmp_path / "broken.record.zip", FORGED))
    assert said[::2] == ["The count is right", "Refused", "Nothing shows that this result is the sum of the ballots"]
    assert all(name.startswith(("blob:", "data:")) for name in " ".join(said[1::2]).split())
