"""`python -m ballots`: what an observer, a trustee, a witness or a credential officer runs, with no server."""

import argparse
import functools
import os
import sys
from collections.abc import Sequence
from typing import Final, NoReturn

from ballots.commands import booth, challenge, credentials, kiosk, lots, token, trustee, verify, witness
from ballots.errors import BallotsError
from ballots.terminal import complain, shown

COMMANDS: Final = (verify, trustee, credentials, challenge, witness, booth, kiosk, token, lots)


class _Parser(argparse.ArgumentParser):
    """A parser whose complaints repeat the command line safely: it may hold what somebody else wrote."""

    def error(self, message: str) -> NoReturn:
        """Print usage and the complaint, and exit with status 2."""
        super().error(shown(message))


@functools.cache
def _parser() -> _Parser:
    parser = _Parser(prog="python -m ballots", description="Elections without a server.")
    parsers = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in COMMANDS:
        command.add(parsers)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0 for yes, 1 for no, 2 for a wrong command line."""
    chosen = _parser().parse_args(arguments)
    try:
        return int(chosen.run(chosen))
    except BallotsError as error:
        complain(f"{error.code}: {error}")
        return 1
    except KeyboardInterrupt:
        complain("stopped")
        return 1
    except BrokenPipeError:
        # The reader went away; what is left in the buffer must not fail once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    sys.exit(main())
