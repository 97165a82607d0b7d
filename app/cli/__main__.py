"""Commands that need no pages: `python -m app.cli backup`, `restore`, `audit` and `service`."""

from __future__ import annotations

import click

from app.cli.audit_commands import audit
from app.cli.backup_commands import backup
from app.cli.restore_commands import restore
from app.cli.service_commands import service


@click.group()
def main() -> None:
    """Copy an installation, restore a copy, check the journal, let systemd serve."""


main.add_command(backup)
main.add_command(restore)
main.add_command(audit)
main.add_command(service)

if __name__ == "__main__":
    main()
