"""Backup during casting, the machine gone, restored on another with another address: the real server throughout."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import threading
import time
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.request import HTTPCookieProcessor, Request, build_opener

import pytest

from tests.support.archives import verify_bytes
from tests.support.assemblies import Simulation
from tests.support.instances import Instance
from tests.support.server import serving
from tests.support.visitors import open_site

ROOT = Path(__file__).resolve().parents[2]


class Tablet:
    """A browser at the booth that sends ballots over the network, and keeps what was acknowledged, and when."""

    def __init__(self, address: str, election: str) -> None:
        self.opener = build_opener(HTTPCookieProcessor(CookieJar()))
        self.address, self.election = address, election
        page = self.opener.open(f"{address}/", timeout=60).read().decode()
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        assert found is not None
        self.token = found[1]
        self.acknowledged: list[tuple[float, str]] = []

    def cast(self, ballot: bytes) -> None:
        said = json.dumps({"ballot": ballot.decode()}).encode()
        headers = {"Content-Type": "application/json", "X-CSRFToken": self.token}
        request = Request(f"{self.address}/B/{self.election}/ballot", data=said, headers=headers)
        with self.opener.open(request, timeout=60) as answer:
            self.acknowledged.append((time.monotonic(), json.loads(answer.read())["tracker"]))


def opened(folder: Path) -> Simulation:
    """An election that is open, in `folder/instance` as the real program serves it."""
    site = open_site(folder / "site")
    held = site.held.to("open")
    (folder / "instance").mkdir(mode=0o700)
    shutil.copytree(folder / "site" / "keys", folder / "instance" / "keys")
    held.database.close()
    shutil.copy(str(held.database.engine.url.database), folder / "instance" / "majma.sqlite3")
    return held


@pytest.mark.prove
def test_every_vote_acknowledged_before_the_backup_is_there_when_the_machine_is_gone(tmp_path: Path) -> None:
    held = opened(tmp_path)
    ballots = [held.ballot(place, 1 + place % 3) for place in range(5)]
    home = Instance(tmp_path / "instance")
    key = home.new_key()
    with serving(tmp_path) as program:
        tablet = Tablet(program.address, held.election)
        for ballot in ballots[:3]:
            tablet.cast(ballot)
        begun = time.monotonic()
        others = threading.Thread(target=lambda: [tablet.cast(one) for one in ballots[3:]])
        others.start()
        made = subprocess.run(
            [sys.executable, "-P", "-m", "app.cli", "backup", str(tmp_path / "copy.age")], capture_output=True,
            text=True, check=False, env={"MAJMA_INSTANCE": str(program.instance), "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        others.join()
        assert made.returncode == 0, made.stderr
        assert "read back and whole" in made.stdout
        refused = home.run("restore", tmp_path / "copy.age", "--key-file", key, "--who", "negar")
        assert "being served" in refused.output
    assert len(tablet.acknowledged) == 5
    shutil.rmtree(tmp_path / "instance")
    (tmp_path / "other").mkdir()
    away = Instance(tmp_path / "other" / "instance")
    restored = away.run("restore", tmp_path / "copy.age", "--key-file", key, "--who", "negar")
    assert restored.exit_code == 0, restored.output
    with serving(tmp_path / "other") as program:
        page = Tablet(program.address, held.election).opener.open(f"{program.address}/elections/{held.election}/board")
        assert page.status == 200
    again = held.copied(away.open())
    before = {tracker for at, tracker in tablet.acknowledged if at <= begun}
    with again.database.reading() as db:
        kept = set(db.connection().exec_driver_sql("select tracker from ballot").scalars())
    assert before <= kept
    assert len(before) == 3
    again.sign()
    assert verify_bytes(again.archive()).ok
