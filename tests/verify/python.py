"""What `python -m ballots verify` says of a record: the other implementation, asked as anybody asks it."""

from __future__ import annotations

import io
import json
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

from ballots.__main__ import main


def verify(record: bytes, folder: Path, *options: str) -> dict[str, Any]:
    """The report of a record file or an archive, which is put into `folder`."""
    path = folder / "asked.record.zip"
    path.write_bytes(record)
    out = io.StringIO()
    with redirect_stdout(out):
        main(["verify", str(path), "--json", "--jobs", "1", *options])
    report: dict[str, Any] = json.loads(out.getvalue())
    return report


def said(report: dict[str, Any]) -> tuple[str, str | None, str | None]:
    """Of a report of either implementation: the verdict, the check that refuses, and the code."""
    refused = [check["number"] for check in report["checks"] if check["verdict"] == "refused"]
    return report["verdict"], refused[0] if refused else None, report["code"]
