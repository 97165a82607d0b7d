"""The same in a process of its own: a file that eats memory or time ends that process, and nothing else."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import threading

from app.received.file.accept import settle
from app.received.file.fit import MOST_BYTES, AcceptedFile, UnfitError

MOST_MEMORY = 1536 * 1024 * 1024
MOST_SECONDS = 20
_ROOM = threading.BoundedSemaphore(2)
"""So many at once: what all of them may take together is bounded too."""


def settle_apart(data: bytes, *, picture: bool) -> AcceptedFile:
    """As `settle`. Raises UnfitError, also where the process was ended."""
    if len(data) > MOST_BYTES:
        raise UnfitError("large")
    command = [sys.executable, "-m", "app.received.file", "picture" if picture else "any"]
    try:
        with _ROOM:
            done = subprocess.run(command, input=data, capture_output=True, timeout=3 * MOST_SECONDS, check=False)  # nosec
    except subprocess.TimeoutExpired as fault:
        raise UnfitError("damaged") from fault
    if done.returncode != 0:
        raise UnfitError("damaged")
    return _read(done.stdout)


def work(kind: str) -> None:
    """What the process does: a file comes in, a line about it and its bytes go out."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    try:
        found = settle(sys.stdin.buffer.read(MOST_BYTES + 1), picture=kind == "picture")
    except UnfitError as fault:
        sys.stdout.buffer.write(json.dumps({"unfit": fault.why}).encode() + b"\n")
        return
    said = {
        "media_type": found.media_type, "width": found.width, "height": found.height,
        "small": None if found.small is None else len(found.small),
    }  # fmt: skip
    sys.stdout.buffer.write(json.dumps(said).encode() + b"\n" + (found.small or b"") + found.content)


def _read(answer: bytes) -> AcceptedFile:
    head, _, body = answer.partition(b"\n")
    said = json.loads(head)
    if "unfit" in said:
        raise UnfitError(said["unfit"])
    size = said.pop("small")
    return AcceptedFile(**said, small=None if size is None else body[:size], content=body[size or 0 :])
